package dev.andiron.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.andiron.json.Json;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Any JSON as a matcho pattern, of any body")
class MatchoFuzzTest {
  static Stream<byte[]> pairs() {
    return Stream.of(
            "{'uri':'#^/fhir/Patient','request-method':{'$one-of':['post','put']}}\n{'a':1}",
            "{'body':{'a':{'$not':{'$contains':{'b':'present?'}}}}}\n{'a':[{'b':null}]}",
            "{'body':{'a':{'$every':'not-blank?'},'b':{'$length':2}}}\n{'a':['x',''],'b':[1,2]}",
            "{'body':{'a':'.user.data.patient','b':{'$present-all':['a','b']}}}\n{'a':'p1','b':['b']}",
            "{'body':{'$reference':'present?','a':'nil?','b':[1,'#.*',{}]}}\n[{'op':'add'}]",
            "{'params':{'resource/type':{'$enum':['Patient']}},'user':{'id':'.body.a'}}\n{'a':'u'}")
        .map(text -> text.replace('\'', '"').getBytes(UTF_8));
  }

  /// The pattern, a line break, and the body.
  @MethodSource("pairs")
  @FuzzTest(maxDuration = "5s")
  void matcho(byte[] bytes) {
    String[] lines = new String(bytes, UTF_8).split("\n", 2);
    if (lines.length < 2 || !(read(lines[0]) instanceof JsonObject pattern)) {
      return;
    }
    Json body = read(lines[1]);
    if (body == null) {
      return;
    }
    MatchoPattern compiled = compiled(pattern);
    if (compiled == null) {
      return;
    }
    RequestObject request =
        Requests.seen(
            Requests.request("POST", "/Patient", Map.of("type", "Patient"), ""),
            body,
            Requests.Told.user("{'id':'u','data':{'patient':'p1'}}"));
    try {
      boolean matches = Matcho.matches(compiled, request);
      if (matches && Matcho.matches(new MatchoPattern.Not(compiled), request)) {
        throw new AssertionError("it matches, and so does its negation");
      }
      if (matches != (MatchoFailure.of(compiled, request) == null)) {
        throw new AssertionError("there is a reason where it matches, or none where it does not");
      }
    } catch (Matcho.Exhausted e) {
      return; // the policy denies
    }
  }

  private static @Nullable Json read(String text) {
    try {
      return JsonReader.read(text);
    } catch (JsonException e) {
      return null;
    }
  }

  private static @Nullable MatchoPattern compiled(JsonObject pattern) {
    List<Issue> issues = new ArrayList<>();
    MatchoPattern compiled = new MatchoCompiler(issues).compile(pattern, "AccessPolicy.matcho");
    return issues.isEmpty() ? compiled : null;
  }
}
