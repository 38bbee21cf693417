package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("alone")
@DisplayName("AccessPolicy, what is meant to take long")
class HostilePolicyTest {
  /// The bound is 10 ms; the best of several runs is free of the machine's other work.
  private static final Duration BOUND = Duration.ofMillis(10);

  private static boolean best(String pattern, Json body) {
    MatchoPattern compiled = MatchoTest.compile("{'body':" + pattern + "}");
    Policy policy = new Policy("p", List.of(), null, new Policy.Matching(compiled));
    boolean allowed = true;
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 15; i++) {
      RequestObject request =
          Requests.seen(
              Requests.request("POST", "/Patient", Map.of(), ""),
              body,
              RequestObject.Subject.NOBODY);
      Json _ = request.toJson(); // the object itself is made once for all policies
      long start = System.nanoTime();
      allowed = policy.allows(request);
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(BOUND);
    return allowed;
  }

  @DisplayName("a regular expression that backtracks elsewhere, against 100 KB")
  @ParameterizedTest
  @ValueSource(strings = {"#(a+)+$", "#(a|aa)+$", "#^(.*a){30}$", "#(x+x+)+y", "#a.*a.*a.*a.*b"})
  void backtracking(String expression) {
    Json body = JsonObject.of("x", "a".repeat(100_000) + "!");
    assertThat(best("{'x':'" + expression + "'}", body)).isFalse();
    assertThat(best("{'x':{'$not':'" + expression + "'}}", body)).isFalse();
  }

  @Test
  @DisplayName("arrays of 10,000 elements, and 20 of them in an array")
  void arrays() {
    JsonArray many =
        JsonArray.of(
            Collections.nCopies(10_000, (Json) Requests.object("{'system':'a','value':'b'}")));
    Json body = JsonObject.of("x", many);
    assertThat(best("{'x':{'$contains':{'system':'a','value':'c'}}}", body)).isFalse();
    assertThat(best("{'x':{'$every':{'system':'a','value':'b'}}}", body)).isTrue();
    assertThat(best("{'x':{'$length':10000}}", body)).isTrue();
    Json square = JsonObject.of("x", JsonArray.of(Collections.nCopies(20, (Json) many)));
    assertThat(best("{'x':{'$every':{'$every':{'system':'a'}}}}", square)).isFalse();
    assertThat(best("{'x':{'$not':{'$contains':{'$contains':{'system':'c'}}}}}", square)).isFalse();
    assertThat(best("{'x':'.body.x'}", square)).isFalse();
  }

  @Test
  @DisplayName("an object of 10,000 members, asked many times")
  void members() {
    JsonObject.Builder wide = JsonObject.builder();
    for (int i = 0; i < 10_000; i++) {
      wide.put("m" + i, i);
    }
    String asked = "{'m9999':'present?'},".repeat(400);
    Json body = JsonObject.of("x", wide.build());
    assertThat(best("{'x':{'$one-of':[" + asked + "{'m':1}]}}", body)).isTrue();
    assertThat(best("{'x':{'$one-of':[" + asked.replace("present", "nil") + "{'m1':1}]}}", body))
        .isFalse();
  }

  @Test
  @DisplayName("patterns as deep as JSON may be are refused when written")
  void deep() {
    String pattern = "'x'";
    for (int i = 0; i < 90; i++) {
      pattern = "{'$not':" + pattern + "}";
    }
    List<Issue> issues = new ArrayList<>();
    MatchoPattern _ =
        new MatchoCompiler(issues).compile(Requests.object("{'uri':" + pattern + "}"), "m");
    assertThat(issues).isNotEmpty();
  }

  @DisplayName("expressions that grow when they are compiled are refused, quickly")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(?:(?:(?:a{0,999}){0,999}){0,999}){0,999}",
        "(a{500}|b{500}){500}",
        "[a]{1000}{1000}{1000}",
        "(([a-z]{100})*){100}",
        "\\\\pL{1000}{1000}",
        "a{1000}a{1000}a{1000}",
      })
  void growing(String expression) {
    List<Issue> issues = new ArrayList<>();
    long start = System.nanoTime();
    MatchoPattern _ =
        new MatchoCompiler(issues).compile(Requests.object("{'uri':'#" + expression + "'}"), "m");
    assertThat(issues).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  @DisplayName("expressions that people write are taken")
  void usual() {
    for (String expression :
        List.of(
            "^/fhir/(Patient|Observation)/[^/]+$",
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "^\\\\d{4}-\\\\d{2}-\\\\d{2}$",
            "^.{1,64}$",
            "(?i)patient",
            "a{b}")) {
      MatchoPattern _ = MatchoTest.compile("{'uri':'#" + expression + "'}");
    }
  }
}
