package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Of a [NarrowedWorld]: the histories of a type and of the system.
@DisplayName("AccessPolicy.restrict: histories of a type and of the system")
class NarrowedHistoryTest {
  private static final NarrowedWorld WORLD = new NarrowedWorld("nv");
  private static final Pattern CURSOR = Pattern.compile("[?&]_cursor=([A-Za-z0-9_-]+)");

  @BeforeAll
  static void given() {
    WORLD.make();
    NarrowedWorld.put("/Observation/nv-mine-deleted", WORLD.mine("Mine deleted"));
    assertThat(Given.root("DELETE", "/Observation/nv-mine-deleted").send().status()).isEqualTo(200);
    NarrowedWorld.put("/Observation/nv-o1", WORLD.mine("Mine 1, changed"));
  }

  private static Call as(String path) {
    return WORLD.as("GET", path);
  }

  private static List<String> versions(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    WORLD.assertNothingHidden("history", answer);
    List<String> versions = new ArrayList<>();
    for (Json each : answer.json().array("entry")) {
      JsonObject entry = (JsonObject) each;
      String url = String.valueOf(entry.string("fullUrl"));
      JsonObject response = Objects.requireNonNull(entry.object("response"));
      versions.add(
          url.replaceFirst(".*/([A-Za-z]+/[^/]+)$", "$1")
              + "/"
              + String.valueOf(response.string("etag")).replaceAll("[^0-9]", ""));
    }
    return versions;
  }

  private static String next(Answer answer) {
    for (Json each : answer.json().array("link")) {
      JsonObject link = (JsonObject) each;
      if ("next".equals(link.string("relation"))) {
        String url = String.valueOf(link.string("url"));
        return url.substring(url.indexOf("_history") - 1);
      }
    }
    return "";
  }

  private static String cursor(String next) {
    Matcher matcher = CURSOR.matcher(next);
    assertThat(matcher.find()).as(next).isTrue();
    return new String(Base64.getUrlDecoder().decode(matcher.group(1)), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("of a type: the versions that were one's own, of what is one's own, without a total")
  void ofType() {
    for (String query : List.of("", "?_total=accurate", "?_since=2020-01-01", "?_count=0")) {
      Answer answer = as("/Observation/_history" + query).send();
      assertThat(answer.body()).doesNotContain("\"total\"");
      assertThat(versions(answer))
          .as(query)
          .containsExactlyElementsOf(
              query.equals("?_count=0")
                  ? List.of()
                  : List.of(
                      "Observation/nv-o1/2",
                      "Observation/nv-moved/2",
                      "Observation/nv-o2/1",
                      "Observation/nv-o1/1"));
    }
    assertThat(versions(as("/Basic/_history").send())).isEmpty();
    assertThat(versions(as("/Encounter/_history").send())).isEmpty();
    assertThat(versions(as("/Patient/_history").send())).containsExactly("Patient/nv-me/1");
    Answer batch = Bundled.batch(WORLD.as("POST", "/"), Entry.get("Observation/_history"));
    assertThat(Bundled.resource(batch, 0).array("entry").elements()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @DisplayName(
      "page by page nothing is missing, no page is empty, and no link names what is hidden")
  void pages(int count) {
    List<String> all = new ArrayList<>();
    String path = "/Observation/_history?_count=" + count;
    while (!path.isEmpty()) {
      Answer answer = as(path).send();
      List<String> page = versions(answer);
      assertThat(page).isNotEmpty();
      all.addAll(page);
      String next = next(answer);
      if (!next.isEmpty()) {
        assertThat(cursor(next)).endsWith(" " + page.getLast());
        next = "/Observation" + next;
      }
      path = next;
    }
    assertThat(all)
        .containsExactly(
            "Observation/nv-o1/2",
            "Observation/nv-moved/2",
            "Observation/nv-o2/1",
            "Observation/nv-o1/1");
  }

  @Test
  @DisplayName("of the system: the same of every type")
  void ofSystem() {
    Set<String> seen = new HashSet<>();
    String path = "/_history?_count=1000";
    while (!path.isEmpty()) {
      Answer answer = as(path).send();
      assertThat(answer.body()).doesNotContain("\"total\"");
      seen.addAll(versions(answer));
      path = next(answer);
    }
    assertThat(seen)
        .contains(
            "Observation/nv-o1/2",
            "Observation/nv-o1/1",
            "Observation/nv-moved/2",
            "Patient/nv-me/1",
            "Condition/nv-c1/1",
            "List/nv-l/1",
            "Practitioner/nv-gp/1")
        .doesNotContain("Observation/nv-moved/1", "Observation/nv-gone/1")
        .noneMatch(each -> each.startsWith("Basic/") || each.startsWith("User/"));
  }

  @Test
  @DisplayName("a cursor that is made up tells nothing of what is hidden")
  void forged() {
    String path = "/Observation/_history?_cursor=";
    Answer never = as(path + written("Observation/nv-never/1")).send();
    assertThat(never.status()).isEqualTo(400);
    for (String version :
        List.of(
            "Observation/nv-h1/1",
            "Observation/nv-gone/1",
            "Observation/nv-deleted/1",
            "Observation/nv-o1/99")) {
      Answer answer = as(path + written(version)).send();
      assertThat(answer.status()).as(version).isEqualTo(400);
      assertThat(answer.body()).isEqualTo(never.body());
    }
    assertThat(versions(as(path + written("Observation/nv-o2/1")).send()))
        .containsExactly("Observation/nv-o1/1");
  }

  private static String written(String cursor) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("a request looks at so many hidden versions and no more; the next one goes on")
  void bounded() {
    String user = reader("nv-many", "{'Basic':'_id=nv-many&subject=Patient/nv-me'}");
    String basic = "{'code':{'text':'%s'},'subject':{'reference':'Patient/nv-%s'}}";
    NarrowedWorld.put("/Basic/nv-many", basic.formatted("first", "me"));
    for (int i = 0; i < 1100; i++) {
      NarrowedWorld.put("/Basic/nv-many", basic.formatted("Hidden " + i, "other"));
    }
    NarrowedWorld.put("/Basic/nv-many", basic.formatted("last", "me"));
    for (String of : List.of("/Basic", "/Basic/nv-many")) {
      List<String> all = new ArrayList<>();
      int requests = 0;
      String path = of + "/_history?_count=5";
      while (!path.isEmpty()) {
        Answer answer = Given.HTTP.get(path).bearer(user).send();
        List<String> page = versions(answer);
        all.addAll(page);
        requests++;
        String next = next(answer);
        if (!next.isEmpty()) {
          // It says how far it got, and not when that was written.
          assertThat(cursor(next)).matches("Basic/nv-many/[0-9]+");
          next = of + next;
        }
        path = next;
      }
      assertThat(all).containsExactly("Basic/nv-many/1102", "Basic/nv-many/1");
      assertThat(requests).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("of many resources that are shown, too, only theirs")
  void many() {
    String user = reader("nv-lots", "{'Media':'subject=Patient/nv-me'}");
    String media =
        "{'status':'completed','content':{'title':'%s'},'subject':{'reference':'Patient/nv-%s'}}";
    Entry[] entries =
        IntStream.range(0, 1001)
            .mapToObj(i -> Entry.put("Media/nv-lots-" + i, media.formatted("Mine", "me")))
            .toArray(Entry[]::new);
    NarrowedWorld.put("/Media/nv-lots-hidden", media.formatted("Hidden", "other"));
    Bundled.transaction(Given.root("POST", "/"), entries);
    NarrowedWorld.put("/Media/nv-lots-hidden", media.formatted("Hidden", "other"));
    NarrowedWorld.put("/Media/nv-lots-7", media.formatted("Mine, changed", "me"));
    Answer first = Given.HTTP.get("/Media/_history?_count=1000").bearer(user).send();
    assertThat(versions(first)).hasSize(1000).startsWith("Media/nv-lots-7/2");
    Answer second = Given.HTTP.get("/Media" + next(first)).bearer(user).send();
    assertThat(versions(second)).hasSize(2);
    assertThat(next(second)).isEmpty();
  }

  private static String reader(String id, String restrict) {
    NarrowedWorld.put("/User/" + id, "{'password':'password'}");
    NarrowedWorld.put(
        "/AccessPolicy/" + id,
        "{'engine':'allow','link':[{'reference':'User/%s'}],'restrict':%s}"
            .formatted(id, restrict));
    return Given.signedIn("nv", id).text("access_token");
  }
}
