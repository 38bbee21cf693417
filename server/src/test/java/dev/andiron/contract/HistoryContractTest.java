package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 RESTful API §history")
class HistoryContractTest {
  private static List<JsonObject> entries(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("type")).isEqualTo("history");
    return answer.json().array("entry").stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject part(JsonObject entry, String name) {
    return Objects.requireNonNull(entry.object(name), name);
  }

  /// `PUT Patient/x 201 W/"1"`.
  private static String line(JsonObject entry) {
    JsonObject request = part(entry, "request");
    JsonObject response = part(entry, "response");
    return request.string("method")
        + " "
        + request.string("url")
        + " "
        + response.string("status")
        + " "
        + response.string("etag");
  }

  private static List<String> lines(Answer answer) {
    return entries(answer).stream().map(HistoryContractTest::line).toList();
  }

  private static Instant written(JsonObject entry) {
    return Instant.parse(Objects.requireNonNull(part(entry, "response").string("lastModified")));
  }

  private static List<String> pages(String path) {
    List<String> all = new ArrayList<>();
    String next = path;
    while (next != null) {
      Answer page = root("GET", next).send();
      all.addAll(lines(page));
      next = page.link("next");
    }
    return all;
  }

  @Test
  @DisplayName("of a resource: newest first, deletions among them, each with request and response")
  void instance() {
    put("/Patient/hi-one", "{\"multipleBirthInteger\":1}");
    Answer second = put("/Patient/hi-one", "{\"multipleBirthInteger\":2}");
    root("DELETE", "/Patient/hi-one").send();
    put("/Patient/hi-one", "{\"multipleBirthInteger\":4}");
    put("/Patient/hi-one", "{\"multipleBirthInteger\":5}");
    Answer history = read("/Patient/hi-one/_history");
    assertThat(lines(history))
        .containsExactly(
            "PUT Patient/hi-one 200 W/\"5\"",
            "PUT Patient/hi-one 201 W/\"4\"",
            "DELETE Patient/hi-one 200 W/\"3\"",
            "PUT Patient/hi-one 200 W/\"2\"",
            "PUT Patient/hi-one 201 W/\"1\"");
    assertThat(history.json().get("total")).isEqualTo(Json.of(5));
    assertThat(history.link("self")).endsWith("/Patient/hi-one/_history");
    assertThat(history.link("next")).isNull();
    List<JsonObject> entries = entries(history);
    assertThat(entries)
        .allSatisfy(entry -> assertThat(entry.string("fullUrl")).endsWith("/Patient/hi-one"));
    assertThat(entries.get(2).has("resource")).isFalse();
    assertThat(entries.get(3).object("resource")).hasToString(second.body());
    assertThat(entries.stream().map(HistoryContractTest::written).toList())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    root("DELETE", "/Patient/hi-one").send();
    assertThat(lines(read("/Patient/hi-one/_history"))).hasSize(6);
    assertThat(root("GET", "/Patient/hi-never/_history").send().status()).isEqualTo(404);
    assertThat(root("GET", "/Nonsense/x/_history").send().status()).isEqualTo(404);
    assertThat(root("GET", "/Patient/hi_one/_history").send().status()).isEqualTo(400);
  }

  @Test
  @DisplayName("what was posted was posted")
  void posted() {
    String id = root("POST", "/Basic").json("{\"code\":{\"text\":\"x\"}}").send().text("id");
    put("/Basic/" + id, "{\"code\":{\"text\":\"y\"}}");
    assertThat(lines(read("/Basic/" + id + "/_history")))
        .containsExactly("PUT Basic/" + id + " 200 W/\"2\"", "POST Basic 201 W/\"1\"");
  }

  @Test
  @DisplayName("of a type and of the system: every version of every resource, once")
  void typeAndSystem() {
    try (TestApp app = TestApp.start()) {
      assertThat(app.asRoot("GET", "/Basic/_history").send().json().get("total"))
          .isEqualTo(Json.of(0));
      for (String path : List.of("/Basic/a", "/Basic/b", "/Flag/a", "/Basic/a")) {
        app.asRoot("PUT", path).json(body(path, System.nanoTime())).send();
      }
      app.asRoot("DELETE", "/Basic/b").send();
      assertThat(lines(app.asRoot("GET", "/Basic/_history").send()))
          .containsExactlyInAnyOrder(
              "DELETE Basic/b 200 W/\"2\"",
              "PUT Basic/a 200 W/\"2\"",
              "PUT Basic/b 201 W/\"1\"",
              "PUT Basic/a 201 W/\"1\"");
      Answer system = app.asRoot("GET", "/_history").send();
      assertThat(lines(system)).doesNotHaveDuplicates();
      assertThat(lines(system))
          .contains("PUT Flag/a 201 W/\"1\"", "PUT User/admin 201 W/\"1\"")
          .containsAll(lines(app.asRoot("GET", "/Basic/_history").send()));
      assertThat(system.json().get("total")).isEqualTo(Json.of(lines(system).size()));
      List<String> paged = new ArrayList<>();
      String next = app.url() + "/_history?_count=2";
      while (next != null) {
        Answer page = app.asRoot("GET", next.substring(app.url().length())).send();
        assertThat(lines(page)).hasSizeBetween(1, 2);
        assertThat(page.json().get("total")).isEqualTo(system.json().get("total"));
        paged.addAll(lines(page));
        next = page.link("next");
      }
      assertThat(paged).containsExactlyElementsOf(lines(system));
    }
  }

  private static String body(String path, long number) {
    return path.startsWith("/Basic")
        ? "{\"code\":{\"text\":\"%d\"}}".formatted(number)
        : "{\"status\":\"active\",\"code\":{\"text\":\"%d\"},\"subject\":{\"reference\":\"Patient/x\"}}"
            .formatted(number);
  }

  @Test
  @DisplayName("_since: written then or later; _at: current at some time of the period")
  void sinceAndAt() {
    String path = "/Patient/hi-time";
    List<Instant> times = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Answer answer = put(path, "{\"multipleBirthInteger\":" + i + "}");
      JsonObject meta = Objects.requireNonNull(answer.json().object("meta"));
      Instant time = Instant.parse(Objects.requireNonNull(meta.string("lastUpdated")));
      times.add(time);
      // the next version has another millisecond
      while (!java.time.Clock.systemUTC().instant().isAfter(time.plusMillis(2))) {
        Thread.onSpinWait();
      }
    }
    String history = path + "/_history";
    assertThat(versions(history + "?_since=" + times.get(1))).containsExactly("3", "2");
    assertThat(versions(history + "?_since=" + times.get(2).plusMillis(1))).isEmpty();
    assertThat(versions(history + "?_at=" + times.get(1))).containsExactly("2");
    assertThat(versions(history + "?_at=" + times.get(2).plusMillis(1))).containsExactly("3");
    assertThat(versions(history + "?_at=" + times.get(0).minusMillis(1))).isEmpty();
    assertThat(versions(history + "?_at=2020")).isEmpty();
    assertThat(versions(history + "?_at=" + times.get(0).toString().substring(0, 4))).endsWith("1");
    String offset = times.get(1).toString().replace("Z", "+00:00");
    assertThat(versions(history + "?_since=" + offset)).containsExactly("3", "2");
    Answer type = root("GET", "/Patient/_history?_at=" + times.get(1)).send();
    assertThat(lines(type)).contains("PUT Patient/hi-time 200 W/\"2\"");
    assertThat(lines(type)).noneMatch(line -> line.matches(".*/hi-time .*\"[13]\""));
    assertThat(pages("/Patient/_history?_count=3&_at=" + times.get(1)))
        .containsExactlyElementsOf(
            lines(root("GET", "/Patient/_history?_count=1000&_at=" + times.get(1)).send()));
  }

  private static List<String> versions(String path) {
    return lines(read(path)).stream().map(line -> line.replaceAll(".*\"(\\d+)\"", "$1")).toList();
  }

  @Test
  @DisplayName("_count=0 gives only the total, _total=none none")
  void totals() {
    put("/Patient/hi-count", "{}");
    Answer counted = read("/Patient/hi-count/_history?_count=0");
    assertThat(counted.json().get("total")).isEqualTo(Json.of(1));
    assertThat(counted.json().has("entry")).isFalse();
    assertThat(counted.link("next")).isNull();
    assertThat(read("/Patient/hi-count/_history?_total=none").json().has("total")).isFalse();
    assertThat(read("/Patient/hi-count/_history?_total=accurate").json().get("total"))
        .isEqualTo(Json.of(1));
  }

  @Test
  @DisplayName("pages neither skip nor repeat what was there, whatever is written meanwhile")
  void pagesUnderWrites() {
    IntStream.range(0, 10)
        .forEach(i -> {
          put("/Device/hi-" + i, "{\"deviceName\":[{\"name\":\"a\",\"type\":\"other\"}]}");
          put("/Device/hi-" + i, "{\"deviceName\":[{\"name\":\"b\",\"type\":\"other\"}]}");
        });
    List<String> before = lines(read("/Device/_history"));
    assertThat(before).hasSize(20);
    List<String> all = new ArrayList<>();
    String next = "/Device/_history?_count=3";
    for (int i = 0; next != null; i++) {
      Answer page = root("GET", next).send();
      all.addAll(lines(page));
      next = page.link("next");
      // what is current becomes history, and what was seen is seen no more
      put("/Device/hi-" + i % 10, "{\"manufacturer\":\"" + i + "\"}");
      root("DELETE", "/Device/hi-" + (i + 5) % 10).send();
    }
    assertThat(all).containsExactlyElementsOf(before);
  }

  @Test
  @DisplayName("a page ends with its bytes too, and has one entry at least")
  void pagesOfBytes() {
    String path = "/Basic/hi-large";
    for (int megabytes : List.of(1, 3, 4, 9, 3)) {
      String megabyte =
          "{\"url\":\"http://example.org/x\",\"valueString\":\"%s\"}"
              .formatted("x".repeat(1_000_000));
      String extensions = String.join(",", Collections.nCopies(megabytes, megabyte));
      put(path, "{\"code\":{\"text\":\"x\"},\"extension\":[" + extensions + "]}");
    }
    put("/Flag/hi-large", body("/Flag/hi-large", 1));
    for (String history : List.of(path + "/_history", "/Basic/_history", "/_history")) {
      List<Integer> sizes = new ArrayList<>();
      List<String> all = new ArrayList<>();
      for (String next = history; next != null && all.size() < 6; ) {
        Answer page = root("GET", next).send();
        List<String> large =
            lines(page).stream().filter(line -> line.contains("hi-large")).toList();
        sizes.add(large.size());
        all.addAll(large);
        next = page.link("next");
      }
      assertThat(sizes).as(history).startsWith(history.equals("/_history") ? 2 : 1, 1, 2);
      List<String> ofBasic = all.stream().filter(line -> line.contains("Basic")).toList();
      assertThat(ofBasic)
          .as(history)
          .extracting(line -> line.replaceAll(".*\"(\\d+)\"", "$1"))
          .containsExactly("5", "4", "3", "2", "1");
    }
  }

  @Test
  @DisplayName("a forged _cursor of a time that PostgreSQL does not know is a 400")
  void forgedCursor() {
    String place = "-9999-01-01T00:00:00Z Patient/x/1";
    String cursor =
        java.util.Base64.getUrlEncoder()
            .encodeToString(place.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(root("GET", "/Patient/_history?_cursor=" + cursor).send().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_sort=_lastUpdated",
        "_since=yesterday",
        "_since=2026-02-30",
        "_at=x",
        "_count=-1",
        "_count=x",
        "_total=all",
        "_cursor=x",
        "_cursor=MjAyNi0xMS0yMlQxMDowMDowMFogVXNlci94LzE",
        "_count=1&_count=2",
        "name=x"
      })
  @DisplayName("what a history does not take is a 400")
  void refused(String query) {
    put("/Patient/hi-refused", "{}");
    for (String path : List.of("/Patient/hi-refused/_history", "/Patient/_history", "/_history")) {
      if (query.startsWith("_cursor=M") && path.equals("/_history")) {
        continue; // there it is a place like any other
      }
      Answer answer = root("GET", path + "?" + query).send();
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
    }
  }

  @Test
  @DisplayName("Prefer: handling=lenient passes over what is unknown, and the self link says so")
  void lenient() {
    put("/Patient/hi-lenient", "{}");
    Answer answer =
        root("GET", "/Patient/hi-lenient/_history?name=x&_sort=_id&_count=5")
            .header("Prefer", "handling=lenient")
            .send();
    assertThat(lines(answer)).hasSize(1);
    assertThat(answer.link("self")).endsWith("/_history?_count=5");
    assertThat(answer.header("Preference-Applied")).isEqualTo("handling=lenient");
  }

  @Test
  @DisplayName("HEAD has the headers of GET and no body")
  void head() {
    put("/Patient/hi-head", "{}");
    Answer answer = root("HEAD", "/Patient/hi-head/_history").send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length"))
        .isEqualTo(String.valueOf(read("/Patient/hi-head/_history").body().length()));
    assertThat(answer.body()).isEmpty();
  }
}
