package dev.andiron.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.main.TestApp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Absurd values are refused, or find nothing; they are no failures of the server")
@ExtendWith(Unharmed.class)
class AbsurdValuesTest {
  private static final TestApp APP = TestApp.shared();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31T23:59:59-18:00",
        "-999999999-01-01T00:00:00+18:00",
        "+300000-01-01T00:00:00Z",
        "-300000-01-01T00:00:00Z",
        "99999999999"
      })
  @DisplayName("Session?exp= beyond all calendars")
  void sessionExpiry(String time) {
    Answer signedIn =
        APP.http()
            .post("/auth/token")
            .form(
                "grant_type", "client_credentials",
                "client_id", "root",
                "client_secret", TestApp.ROOT_SECRET)
            .send();
    assertThat(signedIn.status()).isEqualTo(200);

    String value = URLEncoder.encode(time, StandardCharsets.UTF_8);

    assertThat(APP.asRoot("GET", "/Session?exp=" + value).send().status()).isIn(200, 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-20000", "1e999999999", "1E1000", "NaN", "-", "1."})
  @DisplayName("a forged cursor with a number that no resource has")
  void forgedNumber(String number) throws NoSuchAlgorithmException {
    assertThat(
            APP.asRoot("PUT", "/RiskAssessment/absurd")
                .json(
                    """
                    {"status":"final","subject":{"reference":"Patient/p"},
                     "prediction":[{"probabilityDecimal":0.5}]}\
                    """)
                .send()
                .status())
        .isIn(200, 201);
    String cursor =
        forged("RiskAssessment\n_sort=probability", "[\"nv\",\"a\",\"" + number + "\"]");

    assertThat(
            APP.asRoot("GET", "/RiskAssessment?_sort=probability&_cursor=" + cursor)
                .send()
                .status())
        .isEqualTo(400);
  }

  @Test
  @DisplayName("a forged cursor with a good number is taken: the forger knows how to forge")
  void forgedWell() throws NoSuchAlgorithmException {
    String cursor = forged("RiskAssessment\n_sort=probability", "[\"nv\",\"a\",\"-0.25\"]");

    assertThat(
            APP.asRoot("GET", "/RiskAssessment?_sort=probability&_cursor=" + cursor)
                .send()
                .status())
        .isEqualTo(200);
  }

  /// As `search.Cursor` writes them.
  private static String forged(String fingerprint, String text) throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest((fingerprint + "\n" + text).getBytes(StandardCharsets.UTF_8));
    long hash = 0;
    for (int i = 0; i < 8; i++) {
      hash = hash << 8 | (digest[i] & 0xff);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("%016x".formatted(hash) + text).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"birthdate=ge2000-01-01", "name=abc", "identifier=http://x|y"})
  @DisplayName("more alternatives than one statement of PostgreSQL takes")
  void manyAlternatives(String each) {
    String[] parts = each.split("=", 2);
    String values = String.join(",", Collections.nCopies(500, parts[1]));
    String form =
        IntStream.range(0, 99)
            .mapToObj(_ -> parts[0] + "=" + values)
            .collect(Collectors.joining("&"));
    Answer answer =
        APP.asRoot("POST", "/Patient/_search")
            .body("application/x-www-form-urlencoded", form)
            .send();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("too many values in all");
  }

  @Test
  @DisplayName("as many alternatives as are taken, of the most costly kind")
  void mostAlternatives() {
    String values = String.join(",", Collections.nCopies(500, "ge2000-01-01"));
    String form = String.join("&", Collections.nCopies(8, "birthdate=" + values));

    assertThat(
            APP.asRoot("POST", "/Patient/_search?_sort=birthdate")
                .body("application/x-www-form-urlencoded", form)
                .send()
                .status())
        .isEqualTo(200);
  }

  @Test
  @Timeout(30)
  @DisplayName("a merge patch of very many members takes time in proportion, RFC 7396")
  void widePatch() {
    assertThat(APP.asRoot("PUT", "/User/wide").json("{}").send().status()).isIn(200, 201);
    String patch =
        IntStream.range(0, 200_000)
            .mapToObj(i -> "\"k" + i + "\":1")
            .collect(Collectors.joining(",", "{\"data\":{", "}}"));

    assertThat(APP.asRoot("PATCH", "/User/wide").json(patch).send().status()).isEqualTo(200);
  }
}
