package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("AccessPolicy, a regular expression is found as RE2 finds it")
class SearchExpressionTest {
  @DisplayName("what it must begin with")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "^/fhir/Patient      | /fhir/Patient | NONE",
        "^/fhir/Patient$     | /fhir/Patient | END",
        "^/fhir/[^/]+$       | /fhir/        | MORE",
        "^a\\.b              | a.b           | NONE",
        "^ab?c               | a             | MORE",
        "^ab*                | a             | MORE",
        "^ab{0,2}            | a             | MORE",
        "^ab+                | ab            | MORE",
        "^a\\.?              | a             | MORE",
        "^a(b)?              | a             | MORE",
        "^a\\d               | a             | MORE",
        "^a$b                | a             | MORE",
        "^ä                  | ``            | MORE",
      })
  void start(String expression, String text, LiteralStart.Rest rest) {
    assertThat(LiteralStart.of(expression)).isEqualTo(new LiteralStart(text, rest));
  }

  @DisplayName("where nothing is known of it")
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"a", "(?i)^a", "^a(?i)b", "(^a)", "^\\Qa.b\\E", "\\^a", "[^a]"})
  void unknown(String expression) {
    @Nullable LiteralStart start = LiteralStart.of(expression);
    assertThat(start).isNull();
  }

  @Test
  @DisplayName("alternatives are left to RE2")
  void alternatives() {
    assertThat(LiteralStart.of("^a|b")).isNull();
    assertThat(SearchExpression.of("^a|b").isFoundIn("xb")).isTrue();
  }

  @Test
  @DisplayName("whatever the expression and the text, the answer is RE2's")
  void same() {
    List<String> parts =
        List.of(
            "^", "^", "a", "b", "/", "\\.", "\\/", "\\$", "$", ".", "*", "+", "?", "{0,1}", "{2}",
            "(a)", "(?i)", "(?m)", "(?:b)?", "[^/]", "[ab]", "|", "\\d", "\\b", "\n", "\\n", "ä",
            "{", "}", "-", "\\Q", "\\E", "\\z", "\\A", "1");
    List<String> texts = List.of("a", "b", "/", ".", "$", "\n", "A", "ä", "1", "-", "{", "^");
    Random random = new Random(6);
    int compared = 0;
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      String expression = (i % 2 == 0 ? "^" : "") + some(parts, random, 6);
      SearchExpression search;
      try {
        search = SearchExpression.of(expression);
      } catch (IllegalArgumentException _) {
        continue; // refused when it is written
      }
      String text = some(texts, random, 5);
      boolean expected = Pattern.compile(expression).matcher(text).find();
      assertThat(search.isFoundIn(text)).as("%s in %s", expression, text).isEqualTo(expected);
      compared++;
      found += expected ? 1 : 0;
    }
    assertThat(compared).isGreaterThan(50_000);
    assertThat(found).isBetween(compared / 20, compared * 19 / 20);
  }

  private static String some(List<String> of, Random random, int most) {
    List<String> some = new ArrayList<>();
    int length = random.nextInt(most + 1);
    for (int i = 0; i < length; i++) {
      some.add(Objects.requireNonNull(of.get(random.nextInt(of.size()))));
    }
    return String.join("", some);
  }
}
