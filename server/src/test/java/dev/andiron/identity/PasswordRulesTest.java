package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("NIST SP 800-63B-4 §3.1.1.2: what a password must be when it is set")
class PasswordRulesTest {
  private static final JsonObject ANNA =
      (JsonObject)
          JsonReader.read(
              """
              {"userName":"anna-from-ward-3","email":"Anna.Müller@clinic.example",
               "displayName":"Dr. Anna Müller",
               "name":{"formatted":"Frau Anna Müller","familyName":"Müller-Lüdenscheidt"}}
              """);

  private static String broken(String password) {
    String broken = PasswordRules.DEFAULT.broken(password, "user-4711", ANNA);
    return broken == null ? "" : broken;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zq3 kw8v",
        "        ",
        "correct horse battery stapler",
        "xxpasswordxx",
        "I am user-4711",
        "пароль-на-сегодня",
        "zq3\u0000kw8v",
        "zq3\tkw8v",
        "zq3 kw8v\n",
        "zq3 kw8v\u0085",
        "\uD83D\uDE00\uD83D\uDE01\uD83D\uDE02\uD83D\uDE03\uD83D\uDE04\uD83D\uDE05\uD83D\uDE06\uD83D\uDE07"
      })
  @DisplayName("anything of eight characters that nobody tries first, whatever it is made of")
  void allowed(String password) {
    assertThat(broken(password)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "zq3kw8v", "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00"})
  @DisplayName("not seven characters, however many units of Java they take")
  void tooShort(String password) {
    assertThat(broken(password)).isEqualTo("must have at least 8 characters.");
  }

  @Test
  @DisplayName("characters are counted as they are hashed, an accent with its letter")
  void composed() {
    assertThat(broken("zq3kw8e\u0301")).contains("at least 8");
    assertThat(broken("zq3kw8ve\u0301")).isEmpty();
  }

  @Test
  @DisplayName("as many as the setting says")
  void setting() {
    PasswordRules fifteen = new PasswordRules(15, false);
    assertThat(fifteen.broken("zq3 kw8v zq3kw", "u", ANNA))
        .isEqualTo("must have at least 15 characters.");
    assertThat(fifteen.broken("zq3 kw8v zq3 kw", "u", ANNA)).isNull();
  }

  @Test
  @DisplayName("up to 1,024 bytes")
  void tooLong() {
    assertThat(broken("é".repeat(512))).isEmpty();
    assertThat(broken("é".repeat(512) + "a")).isEqualTo("must have at most 1024 bytes.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PassWord",
        "12345678",
        "qwertyuiop",
        "iloveyou",
        "ｐａｓｓｗｏｒｄ",
        "Sunshine"
      })
  @DisplayName("none of the most common ones, in whatever case or width")
  void common(String password) {
    assertThat(broken(password)).contains("most common");
  }

  @ParameterizedTest
  @CsvSource({
    "user-4711",
    "USER-4711",
    "anna-FROM-ward-3",
    "anna.müller@clinic.example",
    "anna.MU\u0308LLER",
    "dr. anna müller",
    "Frau Anna Müller",
    "müller-lüdenscheidt"
  })
  @DisplayName("no name of one's own; a password that contains one is another")
  void names(String password) {
    assertThat(broken(password)).contains("is a name of");
    assertThat(broken(password + "!")).isEmpty();
  }

  @Test
  @DisplayName("The list has what it is said to have, and is compared with what it can be")
  void list() throws IOException {
    List<String> list;
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    PasswordRules.class.getResourceAsStream("common-passwords.txt")),
                StandardCharsets.UTF_8))) {
      list = file.lines().toList();
    }
    assertThat(list).hasSizeGreaterThan(38_000).isSorted().doesNotHaveDuplicates();
    assertThat(list)
        .allSatisfy(each -> {
          assertThat(each.length()).isGreaterThanOrEqualTo(PasswordRules.LEAST);
          assertThat(SignInName.fold(each)).isEqualTo(each);
        });
  }
}
