package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 9110 §13, FHIR R4 RESTful API §cread, §concurrency: conditional requests; HEAD")
class ConditionalContractTest {
  private static int status(String path, String... headers) {
    var call = root("GET", path);
    for (int i = 0; i < headers.length; i += 2) {
      call = call.header(headers[i], headers[i + 1]);
    }
    return call.send().status();
  }

  private static String date(Instant instant, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
        .withZone(ZoneOffset.UTC)
        .format(instant);
  }

  @Test
  @DisplayName("If-None-Match: a list, weak and strong, in one line or several, and *")
  void ifNoneMatch() {
    String path = "/Patient/co-none";
    put(path, "{\"gender\":\"male\"}");
    put(path, "{\"gender\":\"female\"}");
    for (String known : List.of("W/\"2\"", "\"2\"", "2", "\"x\", W/\"9\" , W/\"2\"", "*", " * ")) {
      assertThat(status(path, "If-None-Match", known)).as(known).isEqualTo(304);
    }
    assertThat(status(path, "If-None-Match", "W/\"1\"", "If-None-Match", "W/\"2\"")).isEqualTo(304);
    for (String unknown : List.of("W/\"1\"", "W/\"22\"", "\"x\"", "w/\"2\"", "")) {
      assertThat(status(path, "If-None-Match", unknown)).as(unknown).isEqualTo(200);
    }
    String first = path + "/_history/1";
    assertThat(status(first, "If-None-Match", "W/\"1\"")).isEqualTo(304);
    assertThat(status(first, "If-None-Match", "W/\"2\"")).isEqualTo(200);
  }

  @Test
  @DisplayName("If-Modified-Since: to the second, in every form, and not beside If-None-Match")
  void ifModifiedSince() {
    String path = "/Patient/co-since";
    Answer written = put(path, "{\"gender\":\"male\"}");
    String modified = Objects.requireNonNull(written.header("Last-Modified"));
    Instant second = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(modified));
    assertThat(modified).isEqualTo(date(second, "EEE, dd MMM uuuu HH:mm:ss 'GMT'"));
    Answer known = root("GET", path).header("If-Modified-Since", modified).send();
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.header("ETag")).isEqualTo("W/\"1\"");
    assertThat(known.header("Last-Modified")).isEqualTo(modified);
    for (String pattern :
        List.of(
            "EEE, dd MMM uuuu HH:mm:ss 'GMT'",
            "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
            "EEE MMM ppd HH:mm:ss uuuu")) {
      assertThat(status(path, "If-Modified-Since", date(second, pattern)))
          .as(pattern)
          .isEqualTo(304);
      assertThat(status(path, "If-Modified-Since", date(second.minusSeconds(1), pattern)))
          .as(pattern)
          .isEqualTo(200);
    }
    assertThat(status(path, "If-Modified-Since", "yesterday")).isEqualTo(200);
    assertThat(status(path, "If-Modified-Since", modified, "If-None-Match", "W/\"7\""))
        .isEqualTo(200);
    assertThat(
            status(
                path,
                "If-Modified-Since",
                date(second.minusSeconds(60), "EEE, dd MMM uuuu HH:mm:ss 'GMT'"),
                "If-None-Match",
                "W/\"1\""))
        .isEqualTo(304);
    assertThat(status(path + "/_history/1", "If-Modified-Since", modified)).isEqualTo(304);
  }

  @Test
  @DisplayName("§8.8.2.2: of two versions of one second, the date of the first is not the second's")
  void versionsOfOneSecond() {
    String path = "/Patient/co-second";
    String first;
    String second;
    do {
      first = put(path, "{\"gender\":\"male\"}").header("Last-Modified");
      second = put(path, "{\"gender\":\"female\"}").header("Last-Modified");
    } while (!Objects.equals(first, second));
    String date = Objects.requireNonNull(first);
    assertThat(status(path, "If-Modified-Since", date)).isEqualTo(200);
    Instant later = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)).plusSeconds(1);
    assertThat(status(path, "If-Modified-Since", date(later, "EEE, dd MMM uuuu HH:mm:ss 'GMT'")))
        .isEqualTo(304);
  }

  @Test
  @DisplayName("a session is computed when it is read, so it is never a 304")
  void session() {
    put("/User/co-user", "{\"password\":\"password\"}");
    put("/Client/co-client", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.signedIn("co-client", "co-user");
    String path = "/Session/" + read("/Session?user=co-user").resources().getFirst().string("id");
    Answer open = read(path);
    put("/User/co-user", "{\"password\":\"another\"}");
    Answer again =
        root("GET", path)
            .header("If-None-Match", Objects.requireNonNull(open.header("ETag")))
            .send();
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).contains("\"active\":false");
    assertThat(root("DELETE", path).header("If-Match", "W/\"99\"").send().status()).isEqualTo(412);
    assertThat(root("DELETE", path).header("If-None-Match", "*").send().status()).isEqualTo(412);
    assertThat(read(path).header("ETag")).as("not closed").isEqualTo(open.header("ETag"));
    assertThat(root("DELETE", path).header("If-Match", "*").send().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("If-Match: * wants one that exists; If-None-Match: * of a write wants none")
  void any() {
    String path = "/Patient/co-any";
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      assertThat(root(method, path).header("If-Match", "*").json("{}").send().status())
          .as(method)
          .isIn(404, 412);
    }
    assertThat(status(path)).isEqualTo(404);
    Answer created = root("PUT", path).header("If-None-Match", "*").json("{}").send();
    assertThat(created.status()).isEqualTo(201);
    Answer second =
        root("PUT", path).header("If-None-Match", "*").json("{\"gender\":\"male\"}").send();
    assertThat(second.status()).isEqualTo(412);
    assertThat(second.text("resourceType")).isEqualTo("OperationOutcome");
    assertThat(read(path).header("ETag")).isEqualTo("W/\"1\"");
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      assertThat(
              root(method, path)
                  .header("If-Match", " * ")
                  .json("{\"gender\":\"%s\"}".formatted(method.equals("PUT") ? "male" : "other"))
                  .send()
                  .status())
          .as(method)
          .isEqualTo(200);
    }
    assertThat(root("PUT", path).header("If-Match", "*").json("{}").send().status()).isEqualTo(412);
    assertThat(root("PUT", path).header("If-None-Match", "*").json("{}").send().status())
        .isEqualTo(201);
    for (String[] headers :
        List.of(
            new String[] {"If-None-Match", "W/\"1\""},
            new String[] {"If-Match", "W/\"1\", W/\"2\""},
            new String[] {"If-Match", ""})) {
      assertThat(root("PUT", path).header(headers[0], headers[1]).json("{}").send().status())
          .as(headers[0] + ": " + headers[1])
          .isEqualTo(400);
    }
    assertThat(
            root("PUT", path)
                .header("If-Match", "4")
                .header("If-None-Match", "*")
                .json("{}")
                .send()
                .status())
        .isEqualTo(400);
  }

  @Test
  @DisplayName("RFC 9110 §9.3.2: HEAD has the status and headers of GET and no body")
  void head() {
    put("/Patient/co-head", "{\"gender\":\"male\"}");
    for (String path :
        List.of(
            "/Patient/co-head",
            "/Patient/co-head/_history/1",
            "/Patient/co-head/_history",
            "/Patient?_id=co-head",
            "/metadata",
            "/Patient/co-never",
            "/Patient/co-head?_summary=count")) {
      Answer get = root("GET", path).send();
      Answer head = root("HEAD", path).send();
      assertThat(head.status()).as(path).isEqualTo(get.status());
      assertThat(head.body()).as(path).isEmpty();
      for (String header : List.of("ETag", "Last-Modified", "Content-Type", "Content-Length")) {
        assertThat(head.header(header)).as(path + " " + header).isEqualTo(get.header(header));
      }
    }
    assertThat(root("HEAD", "/Patient/co-head").header("If-None-Match", "1").send().status())
        .isEqualTo(304);
  }
}
