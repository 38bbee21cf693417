package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.identity.SessionView;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Why a policy does not allow a request")
class TraceTest {
  /// What stands wherever a request or a person's data has a value, and must stand in no trace.
  private static final String MARKER = "zq7";

  private static final JsonObject USER =
      Requests.object(
          "{'resourceType':'User','id':'u','data':{'patient':'zq7-p','name':'zq7','tags':['zq7','zq7']}}");
  private static final List<JsonObject> ROLES =
      List.of(
          Requests.object("{'resourceType':'Role','id':'r1','name':'nurse','context':{'w':'zq7'}}"),
          Requests.object(
              "{'resourceType':'Role','id':'r2','name':'nurse','context':{'w':'zq7'}}"));

  private static final Caller CALLER =
      new Caller.SignedIn(
          new SessionView(
              "zq7-s", "password", "u", "c", List.of(), List.of(), 0, 0, JsonObject.EMPTY));

  private static Policy policy(String id, String policy) {
    PolicyCompiler.Compiled compiled = PolicyCompiler.compile(id, Requests.object(policy));
    assertThat(compiled.issues()).isEmpty();
    Policy known = compiled.policy();
    assertThat(known).isNotNull();
    return known;
  }

  private static RequestObject request(String body) {
    Request plain =
        Requests.request(
            "POST", "/Basic/zq7", Map.of("type", "Basic", "id", "zq7"), "patient=zq7&x=1");
    Request sent =
        new Request(
            "zq7-r",
            plain.method(),
            plain.path(),
            plain.segments(),
            plain.pathParameters(),
            plain.queryString(),
            plain.query(),
            Headers.NONE.with("X-Ward", "zq7").with("Authorization", "Bearer zq7"),
            new byte[0],
            "10.0.0.1",
            "http");
    return new RequestObject(
        sent,
        "FhirUpdate",
        Parameters.parse(sent.queryString()),
        () -> Requests.json(body),
        new Requests.Told(
            USER,
            JsonObject.of("id", "c").with("secret", MARKER),
            Requests.object("{'resourceType':'Session','id':'zq7-s'}"),
            null,
            ROLES));
  }

  private static Trace trace(List<Policy> policies, RequestObject request) {
    return Tracing.of(
        new PolicyIndex(policies), CALLER, request, () -> List.of("nurse"), () -> ROLES, true);
  }

  private static Failure failure(String policy) {
    Failure failure =
        policy("p", policy)
            .rule()
            .failure(request("{'status':'zq7','code':[{'s':'zq7'},{'s':'a'}],'n':5}"));
    assertThat(failure).isNotNull();
    return failure;
  }

  @DisplayName("is told by the first place in it that does not hold, in its own words")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'uri':'/Patient'} | matcho.uri | Expected `/Patient`; there is something else.",
        "{'request-method':'GET'} | matcho.request-method | Expected `get`; there is something else.",
        "{'params':{'patient':'.user.data.patient'}} | matcho.params.patient | Expected what stands at `.user.data.patient`; there is something else.",
        "{'params':{'encounter':'.user.data.patient'}} | matcho.params.encounter | Expected what stands at `.user.data.patient`; there is nothing.",
        "{'params':{'patient':'.user.data.none'}} | matcho.params.patient | Expected what stands at `.user.data.none`, and nothing stands there.",
        "{'params':{'resource/id':'#^a'}} | matcho.params.resource/id | Expected a text in which `#^a` is found; there is something else.",
        "{'user':{'id':'u','data':{'role':'present?'}}} | matcho.user.data.role | Expected something (present?); there is nothing.",
        "{'user':'nil?'} | matcho.user | Expected nothing (nil?); there is something.",
        "{'user':{'data':{'role':'not-blank?'}}} | matcho.user.data.role | Expected a text that is not blank (not-blank?); there is nothing.",
        "{'resource':{'status':{'$enum':['a','b']}}} | matcho.resource.status.$enum | Expected one of `[\"a\",\"b\"]`; there is something else.",
        "{'resource':{'n':{'$enum':[1,2]}}} | matcho.resource.n.$enum | Expected one of `[1,2]`; there is something else.",
        "{'resource':{'status':{'$one-of':['a','#^b']}}} | matcho.resource.status.$one-of | None of the 2 alternatives holds. matcho.resource.status.$one-of[0]: Expected `a`; there is something else. matcho.resource.status.$one-of[1]: Expected a text in which `#^b` is found; there is something else.",
        "{'$one-of':[{'uri':'/x'}]} | matcho.$one-of[0].uri | Expected `/x`; there is something else.",
        "{'resource':{'code':{'$contains':{'s':'l'}}}} | matcho.resource.code.$contains | Expected a list with an element that matches `{\"s\":\"l\"}`; there is something else.",
        "{'resource':{'code':{'$every':{'s':'a'}}}} | matcho.resource.code.$every.s | Expected `a`; there is something else.",
        "{'resource':{'none':{'$every':{'s':'a'}}}} | matcho.resource.none.$every | Expected a list that has elements; there is nothing.",
        "{'resource':{'code':{'$present-all':[{'s':'a'},{'s':'b'}]}}} | matcho.resource.code.$present-all[1] | Expected a list with an element that matches `{\"s\":\"b\"}`; there is something else.",
        "{'resource':{'code':{'$length':1}}} | matcho.resource.code.$length | Expected a list of length 1; there is something else.",
        "{'resource':{'code':[{'s':'present?'},{'s':'b'}]}} | matcho.resource.code[1].s | Expected `b`; there is something else.",
        "{'resource':{'status':{'a':1}}} | matcho.resource.status | Expected an object; there is something else.",
        "{'params':{'x':{'$not':'1'}}} | matcho.params.x.$not | Expected anything but `1`.",
        "{'resource':{'status':{'$reference':{'id':'a'}}}} | matcho.resource.status.$reference | Expected a reference to a resource of this server; there is something else.",
      })
  void matcho(String pattern, String at, String message) {
    assertThat(failure("{'engine':'matcho','matcho':" + pattern + "}"))
        .isEqualTo(new Failure(at, message));
  }

  @DisplayName("is told by its place in and and or, too")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'and':[{'engine':'allow'},{'engine':'matcho','matcho':{'uri':'/x'}}] | and[1].matcho.uri",
        "'or':[{'engine':'matcho','matcho':{'uri':'/x'}}] | or[0].matcho.uri",
        "'or':[{'engine':'matcho','matcho':{'uri':'/x'}},{'engine':'matcho','matcho':{'uri':'/y'}}] | or",
        "'and':[{'engine':'complex','or':[{'engine':'matcho','matcho':{'user':'nil?'}}]}] | and[0].or[0].matcho.user",
      })
  void complex(String rules, String at) {
    Failure failure = failure("{'engine':'complex'," + rules + "}");
    assertThat(failure.at()).isEqualTo(at);
    if (at.equals("or")) {
      assertThat(failure.message()).contains("or[0].matcho.uri: Expected `/x`", "or[1].matcho.uri");
    }
  }

  @Test
  @DisplayName("of a JSON Patch: that it cannot be told")
  void patch() {
    RequestObject patched = request("[{'op':'add','path':'/a','value':'zq7'}]");
    for (String pattern :
        List.of(
            "{'resource':{'a':'x'}}",
            "{'body':{'a':'x'}}",
            "{'resource':{'$not':{'a':'x'}}}",
            "{'body':{'$not':{'a':'x'}}}")) {
      Failure failure =
          policy("p", "{'engine':'matcho','matcho':" + pattern + "}").rule().failure(patched);
      assertThat(failure).as(pattern).isNotNull();
      assertThat(failure.message()).as(pattern).contains("JSON Patch").doesNotContain(MARKER);
    }
  }

  @Test
  @DisplayName("follows the order of the decision, to the policy that allows")
  void order() {
    String matcho = "'engine':'matcho','matcho':{'uri':'/x'}";
    List<Policy> policies =
        List.of(
            policy("global", "{" + matcho + "}"),
            policy("others", "{" + matcho + ",'link':[{'reference':'User/v'}]}"),
            policy("client", "{'engine':'allow','link':[{'reference':'Client/c'}]}"),
            policy(
                "linked",
                "{"
                    + matcho
                    + ",'link':[{'reference':'User/u'},{'reference':'Operation/FhirUpdate'}]}"),
            policy("operation", "{" + matcho + ",'link':[{'reference':'Operation/FhirUpdate'}]}"),
            policy("role", "{'engine':'matcho','roleName':'nurse','matcho':{'role':{'id':'r2'}}}"),
            policy("zz-never", "{'engine':'matcho','roleName':'nurse','matcho':{'uri':'/x'}}"));
    Trace trace = trace(policies, request("{}"));
    assertThat(trace.allowed()).isTrue();
    assertThat(trace.considered())
        .extracting(Trace.Considered::policy, Trace.Considered::because)
        .containsExactly(
            tuple("linked", "User/u"),
            tuple("operation", "Operation/FhirUpdate"),
            tuple("global", "global"),
            tuple("role", "role nurse (Role/r1)"),
            tuple("role", "role nurse (Role/r2)"));
    assertThat(trace.considered().getLast().result()).isEqualTo(Trace.Result.ALLOWED);
    assertThat(trace.json())
        .isEqualTo(
            Requests.object(
                """
                {'allowed':true,'policies':[
                {'policy':'linked','because':'User/u','result':'denied','at':'matcho.uri',
                'message':'Expected `/x`; there is something else.'},
                {'policy':'operation','because':'Operation/FhirUpdate','result':'denied','at':'matcho.uri',
                'message':'Expected `/x`; there is something else.'},
                {'policy':'global','because':'global','result':'denied','at':'matcho.uri',
                'message':'Expected `/x`; there is something else.'},
                {'policy':'role','because':'role nurse (Role/r1)','result':'denied','at':'matcho.role.id',
                'message':'Expected `r2`; there is something else.'},
                {'policy':'role','because':'role nurse (Role/r2)','result':'allowed'}]}\
                """));
  }

  @Test
  @DisplayName("says which policies took too much work")
  void exhausted() {
    Request large = Requests.request("GET", "/Patient", Map.of(), "a".repeat(200_000));
    Trace trace =
        trace(
            List.of(
                policy(
                    "heavy", "{'engine':'matcho','matcho':{'query-string':'#(a+)+(b+)+(c+)+$x'}}")),
            Requests.seen(large, null, RequestObject.Subject.NOBODY));
    assertThat(trace.allowed()).isFalse();
    assertThat(JsonWriter.text(trace.json()))
        .isEqualTo(
            "{\"allowed\":false,\"policies\":[{\"policy\":\"heavy\",\"because\":\"global\",\"result\":\"exhausted\"}]}");
  }

  @Test
  @DisplayName("is bounded, whatever the number and size of the policies")
  void bounded() {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      policies.add(
          policy("p" + i, "{'engine':'matcho','matcho':{'uri':'/" + "x".repeat(500) + "'}}"));
    }
    JsonObject json = trace(policies, request("{}")).json();
    assertThat(JsonWriter.text(json).length()).isLessThan(20_000);
    assertThat(json.get("more")).isEqualTo(Json.of(1000 - json.array("policies").size()));
  }

  @Test
  @DisplayName("agrees with the decision, and shows no value of the request or of a person")
  void agrees() {
    Random random = new Random(20261127);
    List<String> leaves =
        List.of(
            "'a'",
            "'1'",
            "1",
            "'#a'",
            "'#z'",
            "'.user.data.patient'",
            "'.user.data.none'",
            "'present?'",
            "'nil?'",
            "'not-blank?'",
            "{'$enum':['a','b']}",
            "{'$length':2}",
            "{'s':'a'}",
            "['a','b']");
    List<String> members =
        List.of(
            "uri",
            "params",
            "headers",
            "resource",
            "body",
            "user",
            "role",
            "session",
            "client",
            "query-string",
            "request-method",
            "jwt",
            "remote-addr");
    List<String> bodies =
        List.of(
            "{'patient':'zq7','s':'zq7','data':[{'s':'zq7'}]}",
            "[{'op':'add','path':'/zq7'}]",
            "'zq7'");
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String member = members.get(random.nextInt(members.size()));
      policies.add(
          policy(
              "p" + i,
              "{'engine':'complex','"
                  + (random.nextBoolean() ? "and" : "or")
                  + "':[{'engine':'matcho','matcho':{'"
                  + member
                  + "':"
                  + pattern(random, leaves, 4)
                  + "}},{'engine':'matcho','matcho':{'$not':{'"
                  + member
                  + "':"
                  + pattern(random, leaves, 3)
                  + "}}}]}"));
    }
    int denied = 0;
    for (String body : bodies) {
      for (Policy policy : policies) {
        RequestObject request = request(body);
        Trace trace = trace(List.of(policy), request);
        assertThat(trace.allowed()).isEqualTo(policy.allows(request(body)));
        assertThat(JsonWriter.text(trace.json())).doesNotContain(MARKER);
        denied += trace.allowed() ? 0 : 1;
      }
    }
    assertThat(denied).isBetween(100, 1100);
  }

  private static String pattern(Random random, List<String> leaves, int depth) {
    if (depth == 0) {
      return leaves.get(random.nextInt(leaves.size()));
    }
    String inner = pattern(random, leaves, depth - 1);
    return switch (random.nextInt(9)) {
      case 0 -> "{'$not':" + inner + "}";
      case 1 -> "{'$one-of':[" + inner + "," + pattern(random, leaves, depth - 1) + "]}";
      case 2 -> "{'$contains':" + inner + "}";
      case 3 -> "{'$every':" + inner + "}";
      case 4 -> "{'$present-all':[" + inner + "]}";
      case 5 -> "{'$reference':" + inner + "}";
      case 6 -> "{'patient':" + inner + ",'data':" + pattern(random, leaves, depth - 1) + "}";
      case 7 -> "[" + inner + "]";
      default -> leaves.get(random.nextInt(leaves.size()));
    };
  }
}
