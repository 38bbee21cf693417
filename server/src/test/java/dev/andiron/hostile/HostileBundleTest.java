package dev.andiron.hostile;

import static dev.andiron.Bundled.Entry.get;
import static dev.andiron.Bundled.Entry.post;
import static dev.andiron.Bundled.Entry.put;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Http.Answer;
import dev.andiron.main.TestApp;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("POST / takes what it can, refuses the rest in words, and fails at nothing")
@ExtendWith(Unharmed.class)
class HostileBundleTest {
  private static final TestApp APP = TestApp.shared();
  private static final String ID = "hostile-bundle";

  private static Answer send(byte[] body) {
    Answer answer = APP.asRoot("POST", "/").bytes("application/json", body).send();
    assertThat(answer.status()).as(answer.body()).isNotEqualTo(500);
    return answer;
  }

  private static String bundle(String resource) {
    return Bundled.json("transaction", List.of(put("Basic/" + ID, "'RESOURCE'")))
        .replace("\"RESOURCE\"", resource);
  }

  private static final String BASIC =
      "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"ü \\\" \\\\ 😀\"},\"id\":\"" + ID + "\"}";

  private static void assertNothing() {
    assertThat(APP.asRoot("GET", "/Basic/" + ID).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("broken off anywhere: 400")
  void truncated() {
    byte[] whole = bundle(BASIC).getBytes(UTF_8);
    for (int i = 0; i < whole.length; i += 3) {
      assertThat(send(Arrays.copyOf(whole, i)).status()).as("%d bytes", i).isEqualTo(400);
    }
    assertNothing();
  }

  @Test
  @DisplayName("bytes changed at random: never a 500")
  void mutated() {
    Random random = new Random(3);
    byte[] whole = bundle("{\"resourceType\":\"Basic\",\"code\":{\"text\":1}}").getBytes(UTF_8);
    String bytes = "{}[],:\"\\ \0\1x0-?/%";
    for (int i = 0; i < 300; i++) {
      byte[] mutant = whole.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        mutant[random.nextInt(mutant.length)] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt(256)
                : (byte) bytes.charAt(random.nextInt(bytes.length()));
      }
      assertThat(send(mutant).status()).isIn(400, 404, 405, 415, 422);
    }
    assertNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"\\u0000\"}}",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"\\ud800\"}}",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\"},\"code\":{\"text\":\"a\"}}",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\"}",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\"}]",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\"}} {}",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"\t\u0001\"}}",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":nul}}",
        "null",
        "[]",
        "1e999999999",
        "\"Basic\""
      })
  @DisplayName("NUL, lone surrogates, members twice, trailing data in a resource")
  void resources(String resource) {
    assertThat(send(bundle(resource).getBytes(UTF_8)).status()).isIn(400, 422);
    assertNothing();
  }

  @Test
  @DisplayName(
      "bytes that are not UTF-8; text after the end; brackets of another kind; two entries")
  void envelope() {
    byte[] whole = bundle(BASIC).getBytes(UTF_8);
    byte[] broken = whole.clone();
    for (int i = 0; i < broken.length; i++) {
      if (broken[i] == (byte) 0xC3) {
        broken[i + 1] = 'x';
      }
    }
    assertThat(send(broken).status()).isEqualTo(400);
    String text = bundle(BASIC);
    assertThat(send((text + "x").getBytes(UTF_8)).status()).isEqualTo(400);
    assertThat(send((text + text).getBytes(UTF_8)).status()).isEqualTo(400);
    assertThat(send(text.replaceFirst("}$", "]").getBytes(UTF_8)).status()).isEqualTo(400);
    assertThat(send(text.replaceFirst("]}$", "}}").getBytes(UTF_8)).status()).isEqualTo(400);
    assertThat(send(text.replaceFirst("}$", ",\"entry\":[]}").getBytes(UTF_8)).status())
        .isEqualTo(400);
    assertThat(send(text.replaceFirst("}$", ",\"type\":\"batch\"}").getBytes(UTF_8)).status())
        .isEqualTo(400);
    assertNothing();
  }

  @Test
  @DisplayName("depth beyond all bounds, in the bundle and in a resource")
  void deep() {
    for (String open : List.of("[", "{\"a\":")) {
      String deep = open.repeat(200_000);
      assertThat(send(deep.getBytes(UTF_8)).status()).isEqualTo(400);
      assertThat(send(bundle(deep).getBytes(UTF_8)).status()).isEqualTo(400);
      String close = open.startsWith("[") ? "]" : "}";
      String closed = deep + "1" + close.repeat(200_000);
      assertThat(send(bundle(closed).getBytes(UTF_8)).status()).isIn(400, 422);
    }
    assertNothing();
  }

  @Test
  @DisplayName("11 MB in one resource inside a bundle are fine, more than 64 MiB are 413")
  void large() {
    String text = "x".repeat(1024 * 1024);
    String resource =
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"large\"},\"extension\":["
            + String.join(
                ",",
                Collections.nCopies(
                    11, "{\"url\":\"http://x.example\",\"valueString\":\"" + text + "\"}"))
            + "]}";
    Answer answer =
        APP.asRoot("POST", "/")
            .header("Prefer", "return=minimal")
            .json(
                Bundled.json("transaction", List.of(post("Basic", "'RESOURCE'")))
                    .replace("\"RESOURCE\"", resource))
            .send();
    assertThat(Bundled.statuses(answer)).as(answer.body()).containsExactly(201);
    byte[] spaces = new byte[64 * 1024 * 1024 + 1];
    Arrays.fill(spaces, (byte) ' ');
    assertThat(send(spaces).status()).isEqualTo(413);
  }

  @Test
  @DisplayName("urls that would slip past something lead nowhere, and to no other interaction")
  void urls() {
    for (String url :
        List.of(
            "Patient%2Fx",
            "Patient/..%2FUser",
            "..",
            "./Patient/x",
            "Patient/%2e%2e/User",
            "Patient;a/x",
            "Patient\\x",
            "%00",
            "Patient/x%00",
            "http://elsewhere.example/Patient/x",
            "https://localhost/Patient/x",
            "urn:uuid:7d1a0c9e-9a6c-4f0f-8d1c-0f3a0d6c1a11",
            "//elsewhere.example/Patient/x",
            "auth/token",
            "auth/userinfo",
            "health",
            "metadata",
            "/",
            "$export",
            "Session",
            "ui",
            "fhir/fhir/Patient/x",
            "Patient/x#y")) {
      Answer answer = Bundled.batch(APP.asRoot("POST", "/"), get(url));
      assertThat(Bundled.status(answer, 0)).as(url).isIn(400, 404, 405, 200);
      assertThat(Bundled.status(answer, 0) == 200).as(url).isEqualTo(url.equals("Session"));
    }
    for (String url :
        List.of(
            APP.url() + "/Patient?_count=1",
            APP.url() + "/fhir/Patient?_count=1",
            "/Patient?_count=1",
            "fhir/Patient?_count=1",
            "//Patient?_count=1",
            "?_type=Patient&_count=1")) {
      assertThat(Bundled.status(Bundled.batch(APP.asRoot("POST", "/"), get(url)), 0))
          .as(url)
          .isEqualTo(200);
    }
  }
}
