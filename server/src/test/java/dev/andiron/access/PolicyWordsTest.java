package dev.andiron.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.JsonObject;
import dev.andiron.json.YamlReader;
import dev.andiron.resource.Issue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the console says of policies is what the compiler takes.
@DisplayName("The words of the policy page")
class PolicyWordsTest {
  private static final String WORDS = page("policy-words");
  private static final String BEGINNINGS = page("policy-beginnings");
  private static final Pattern WORD = Pattern.compile("word: \"([^\"]*)\"");
  private static final Pattern EXAMPLE = Pattern.compile("example: \"([^\"]*)\"");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern BACKTICKED = Pattern.compile("yaml: `([^`]*)`");
  private static final Pattern OPERATOR = Pattern.compile("\\$[a-z-]+");

  @Test
  void itsMembersAreThoseOfTheRequest() {
    assertThat(words("MEMBERS")).isEqualTo(RequestObject.MEMBERS);
    assertThat(RequestObject.MEMBERS).containsAll(found("(?m)^  (?:\"([^\"]+)\"|(\\w+)): \\["));
  }

  @Test
  void itsOperatorsAreThoseOfTheCompiler() {
    String told = faults(matcho("{uri: {$no-such: x}}")).getFirst().message();

    assertThat(words("OPERATORS"))
        .containsExactlyInAnyOrderElementsOf(
            OPERATOR
                .matcher(told.substring(told.indexOf("there are")))
                .results()
                .map(MatchResult::group)
                .toList());
  }

  @Test
  void itsOperatorsOfTheWholeAreThoseOfTheCompiler() {
    String told = faults(matcho("{$length: 1}")).getFirst().message();

    assertThat(OPERATOR.matcher(told).results().map(MatchResult::group).toList())
        .isEqualTo(quoted("WHOLE_OPERATORS"));
  }

  @Test
  void itsLiteralsAreThoseOfTheCompiler() {
    String told = faults(matcho("{uri: no-such?}")).getFirst().message();

    assertThat(words("LITERALS")).hasSize(3).allSatisfy(word -> assertThat(told).contains(word));
  }

  @Test
  void itsEnginesAreThoseThatAreOffered() {
    String told = faults("engine: no-such").getFirst().message();

    assertThat(words("ENGINES")).hasSize(5).allSatisfy(word -> assertThat(told).contains(word));
  }

  @Test
  void itsElementsAreThoseOfTheResource() {
    TypeDefinition policy = Definitions.load().type("AccessPolicy");
    assertThat(policy).isNotNull();

    assertThat(words("ELEMENTS"))
        .contains("id", "engine", "link")
        .allSatisfy(word -> assertThat(policy.member(word)).as(word).isNotNull());
  }

  @Test
  void whatALinkCanNameIsWhatItOffers() {
    assertThat(quoted("LINKED"))
        .allMatch(type -> faults("{engine: allow, link: [{reference: " + type + "/x}]}").isEmpty());
  }

  static List<String> examples() {
    return EXAMPLE.matcher(WORDS).results().map(match -> match.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void itsExamplesCompile(String example) {
    assertThat(faults(matcho("{" + example + "}"))).isEmpty();
  }

  static List<String> beginnings() {
    return BACKTICKED.matcher(BEGINNINGS).results().map(match -> match.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void itsBeginningsCompile(String beginning) {
    assertThat(faults(beginning)).isEmpty();
  }

  private static String matcho(String pattern) {
    return "{engine: matcho, matcho: " + pattern + "}";
  }

  private static List<Issue> faults(String yaml) {
    return PolicyCompiler.compile("p", (JsonObject) YamlReader.read(yaml.getBytes(UTF_8))).issues();
  }

  /// The words of one of the page's lists.
  private static List<String> words(String list) {
    return WORD.matcher(list(list)).results().map(match -> match.group(1)).toList();
  }

  private static List<String> quoted(String list) {
    return QUOTED.matcher(list(list)).results().map(match -> match.group(1)).toList();
  }

  private static List<String> found(String expression) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(expression).matcher(WORDS);
    while (matcher.find()) {
      found.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return found;
  }

  private static String list(String name) {
    int start = WORDS.indexOf("export const " + name + " = [");
    assertThat(start).as(name).isNotNegative();
    return WORDS.substring(start, WORDS.indexOf("];", start));
  }

  private static String page(String name) {
    String path = "/dev/andiron/console/js/lib/" + name + ".js";
    try (InputStream in = PolicyWordsTest.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
