package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Why is it denied? Told to administrators, and to nobody else")
class WhyContractTest {
  /// What the user's own data is, and must be in no answer about their requests.
  private static final String MARKER = "zq7why";

  private static String user = "";
  private static String stranger = "";

  @BeforeAll
  static void given() {
    Given.put(
        "/Client/why-app", "{\"secret\":\"secret\",\"grant_types\":[\"password\",\"basic\"]}");
    Given.put("/Patient/why-p1", "{\"active\":true}");
    Given.put(
        "/User/why-user",
        "{\"password\":\"password\",\"data\":{\"patient\":\"why-p1\",\"note\":\""
            + MARKER
            + "\"}}");
    Given.put("/User/why-other", "{\"password\":\"password\"}");
    Given.put("/User/why-gone", "{\"password\":\"password\",\"inactive\":true}");
    Given.put(
        "/AccessPolicy/why-own",
        """
        {"engine":"matcho","link":[{"reference":"User/why-user"}],"matcho":{
          "operation":{"id":"FhirRead"},"params":{"resource/type":"Patient","resource/id":".user.data.patient"}}}\
        """);
    Given.put(
        "/AccessPolicy/why-write",
        """
        {"engine":"matcho","link":[{"reference":"User/why-user"}],"matcho":{
          "request-method":"put","uri":"/Patient/why-p1","resource":{"active":true}}}\
        """);
    Given.put(
        "/AccessPolicy/why-bundle",
        """
        {"engine":"allow","link":[{"reference":"Operation/FhirTransaction"}]}\
        """);
    user = Given.signedIn("why-app", "why-user").text("access_token");
    stranger = Given.signedIn("why-app", "why-other").text("access_token");
  }

  private static Call as(String token, String method, String path) {
    return Given.HTTP.call(method, path).bearer(token);
  }

  private static Answer explain(String query) {
    Answer answer = Given.root("GET", "/auth/explain?" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static JsonObject policy(JsonObject trace, String id) {
    return trace.array("policies").stream()
        .map(JsonObject.class::cast)
        .filter(policy -> id.equals(policy.string("policy")))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject kept(Answer denied) {
    String path = "/auth/explain?request=" + denied.header("X-Request-Id");
    Await.until(path, Duration.ofSeconds(20), () -> Given.root("GET", path).send().status() == 200);
    return Given.read(path).json();
  }

  private static JsonObject first(JsonObject kept) {
    return (JsonObject) kept.array("decisions").get(0);
  }

  @Test
  @DisplayName("GET /auth/explain: the decision, and what each policy in force says")
  void explained() {
    JsonObject denied =
        explain("method=GET&path=/fhir/Patient/why-p2&user=why-user&client=why-app").json();
    assertThat(denied.flag("allowed", true)).isFalse();
    assertThat(denied.object("request"))
        .isEqualTo(
            JsonObject.of("method", "GET")
                .with("path", "/Patient/why-p2")
                .with("operation", "FhirRead"));
    assertThat(policy(denied, "why-own"))
        .isEqualTo(
            JsonObject.of("policy", "why-own")
                .with("because", "User/why-user")
                .with("result", "denied")
                .with("at", "matcho.params.resource/id")
                .with(
                    "message",
                    "Expected what stands at `.user.data.patient`; there is something else."));
    assertThat(policy(denied, "why-write").string("at")).isEqualTo("matcho.request-method");

    JsonObject allowed = explain("path=/Patient/why-p1&user=why-user").json();
    assertThat(allowed.flag("allowed", false)).isTrue();
    assertThat(policy(allowed, "why-own").string("result")).isEqualTo("allowed");
  }

  @DisplayName("the request is led to its route as a real one is, however it is spelled")
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "get,  /Patient/why-p1,                 FhirRead,    true",
    "GET,  /fhir//Patient/why-p1,           FhirRead,    true",
    "GET,  /Patient/why%2Dp1,               FhirRead,    true",
    "HEAD, Patient/why-p1,                  FhirRead,    true",
    "GET,  /patient/why-p1,                 ,            false",
    "GET,  /Patient/why-p1/_history/1,      FhirVRead,   false",
    "POST, /Patient/_search,                FhirSearch,  false",
    "POST, /,                               FhirTransaction, true",
    "GET,  /Patient/why-p1/../why-p2,       ,            false",
    "TRACE,/Patient/why-p1,                 ,            false",
  })
  void routed(String method, String path, String operation, boolean allowed) {
    Answer answer =
        Given.root(
                "GET",
                "/auth/explain?user=why-user&method="
                    + method
                    + "&path="
                    + URLEncoder.encode(path, StandardCharsets.UTF_8))
            .send();
    if (operation == null) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      return;
    }
    JsonObject request = answer.json().object("request");
    assertThat(request).as(answer.body()).isNotNull();
    assertThat(request.string("operation")).isEqualTo(operation);
    assertThat(answer.json().flag("allowed", !allowed)).as(answer.body()).isEqualTo(allowed);
  }

  @Test
  @DisplayName("who cannot sign in is allowed nothing; who is nobody, what is public")
  void notSignedIn() {
    JsonObject inactive = explain("path=/&method=POST&user=why-gone").json();
    assertThat(inactive.flag("allowed", true)).isFalse();
    assertThat(inactive.string("message")).contains("not active");
    JsonObject free = explain("path=/health").json();
    assertThat(free.flag("allowed", false)).isTrue();
    assertThat(free.string("message")).contains("No policy is asked");
    JsonObject nobody = explain("path=/Patient/why-p1").json();
    assertThat(nobody.flag("allowed", true)).isFalse();
    assertThat(nobody.array("policies")).isEmpty();
    assertThat(Given.root("GET", "/auth/explain?path=/Patient&user=why-none").send().status())
        .isEqualTo(422);
    for (String query : List.of("", "path=/a&path=/b", "path=/Patient&usr=x", "user=why-user")) {
      assertThat(Given.root("GET", "/auth/explain?" + query).send().status())
          .as(query)
          .isEqualTo(400);
    }
  }

  @Test
  @DisplayName(
      "a denied request is found by its id, with the same trace, and without a value of it")
  void denied() {
    Answer answer =
        as(user, "PUT", "/Patient/why-p1?note=" + MARKER)
            .header("X-Note", MARKER)
            .json("{\"active\":false,\"name\":[{\"family\":\"" + MARKER + "\"}]}")
            .send();
    assertThat(answer.status()).isEqualTo(403);
    JsonObject found = kept(answer);
    JsonObject decision = first(found);
    assertThat(decision.string("user")).isEqualTo("why-user");
    assertThat(decision.string("client")).isEqualTo("why-app");
    assertThat(decision.object("request"))
        .isEqualTo(
            JsonObject.of("method", "PUT")
                .with("path", "/Patient/why-p1")
                .with("operation", "FhirUpdate"));
    assertThat(policy(decision, "why-write").string("at")).isEqualTo("matcho.resource.active");
    assertThat(found.toString()).doesNotContain(MARKER).doesNotContain(user);
  }

  @Test
  @DisplayName("so is what an entry, a chain or a condition was denied for")
  void inside() {
    Answer batch =
        as(user, "POST", "/")
            .json(
                """
                {"resourceType":"Bundle","type":"batch","entry":[
                  {"request":{"method":"GET","url":"Patient/why-p1"}},
                  {"request":{"method":"GET","url":"Patient/why-p2"}}]}\
                """)
            .send();
    assertThat(batch.status()).isEqualTo(200);
    assertThat(first(kept(batch)).object("request"))
        .isEqualTo(
            JsonObject.of("method", "GET")
                .with("path", "/Patient/why-p2")
                .with("operation", "FhirRead"));
    Answer transaction =
        as(user, "POST", "/")
            .json(
                """
                {"resourceType":"Bundle","type":"transaction","entry":[
                  {"request":{"method":"PUT","url":"Patient/why-p1"},"resource":{"resourceType":"Patient","id":"why-p1","active":false}}]}\
                """)
            .send();
    assertThat(transaction.status()).isEqualTo(403);
    assertThat(policy(first(kept(transaction)), "why-write").string("at"))
        .isEqualTo("matcho.resource.active");
    Given.put(
        "/AccessPolicy/why-chain",
        """
        {"engine":"matcho","link":[{"reference":"User/why-user"}],"matcho":{
          "operation":{"id":{"$enum":["FhirSearch","FhirConditionalDelete"]}},"params":{"resource/type":"Observation","subject:Patient.family":"present?"}}}\
        """);
    String chain = "/Observation?subject:Patient.family=" + MARKER;
    for (String method : List.of("GET", "DELETE")) {
      Answer refused = as(user, method, chain).send();
      assertThat(refused.status()).as(refused.body()).isEqualTo(403);
      JsonObject inner = kept(refused);
      assertThat(first(inner).flag("allowed", true)).isFalse();
      assertThat(first(inner).object("request"))
          .isEqualTo(
              JsonObject.of("method", "GET")
                  .with("path", "/Patient")
                  .with("operation", "FhirSearch"));
      assertThat(policy(first(inner), "why-chain").string("result")).isEqualTo("denied");
      assertThat(inner.toString()).doesNotContain(MARKER);
    }
  }

  @Test
  @DisplayName(
      "a denial tells nothing of what exists: the same bytes for what is there and what not")
  void opaque() {
    Map<String, List<String>> there =
        Given.comparable(as(stranger, "GET", "/Patient/why-p1").send());
    assertThat(there.get("status")).isEqualTo(List.of("403"));
    assertThat(Given.comparable(as(stranger, "GET", "/Patient/why-none").send())).isEqualTo(there);
    assertThat(
            Given.comparable(
                as(stranger, "GET", "/Patient/why-none").header("X-Debug", "policy").send()))
        .isEqualTo(there);
  }

  @Test
  @DisplayName("only whom a policy allows it is told anything")
  void administrators() {
    Answer denied = as(stranger, "GET", "/Patient/why-p1").send();
    JsonObject _ = kept(denied);
    for (String path :
        List.of(
            "/auth/explain?path=/Patient&user=why-user",
            "/auth/explain?path=/Patient&user=why-none",
            "/auth/explain?request=" + denied.header("X-Request-Id"),
            "/auth/explain?request=none")) {
      Answer refused = as(stranger, "GET", path).send();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("invalid_request");
      assertThat(Given.HTTP.get(path).send().status()).isEqualTo(401);
    }
    assertThat(as(stranger, "POST", "/auth/test-policy").json("{}").send().status()).isEqualTo(403);
    assertThat(as(stranger, "POST", "/$matcho").json("{}").send().status()).isEqualTo(403);
    assertThat(Given.root("GET", "/auth/explain?request=none").send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("x-debug: policy keeps how an administrator's own request was decided")
  void debug() {
    Answer allowed = Given.root("GET", "/Patient/why-p1").header("X-Debug", "policy").send();
    assertThat(allowed.status()).isEqualTo(200);
    String where = allowed.header("X-Debug-Policy");
    assertThat(where).isEqualTo("/auth/explain?request=" + allowed.header("X-Request-Id"));
    JsonObject decision = first(Given.read(where).json());
    assertThat(decision.flag("allowed", false)).isTrue();
    assertThat(decision.object("request"))
        .isEqualTo(
            JsonObject.of("method", "GET")
                .with("path", "/Patient/why-p1")
                .with("operation", "FhirRead"));

    Answer refused = as(user, "GET", "/Patient/why-p1").header("X-Debug", "policy").send();
    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.header("X-Debug-Policy")).isNull();
    assertThat(
            Given.root("GET", "/auth/explain?request=" + refused.header("X-Request-Id"))
                .send()
                .status())
        .isEqualTo(404);
  }

  @Test
  @DisplayName("one caller cannot fill what is kept: some at once, and then one a second")
  void bounded() {
    Given.put("/User/why-loud", "{\"password\":\"password\"}");
    String loud = Given.signedIn("why-app", "why-loud").text("access_token");
    Answer firstOfAll = as(loud, "GET", "/Patient/x").send();
    for (int i = 0; i < 80; i++) {
      assertThat(as(loud, "GET", "/Patient/x").send().status()).isEqualTo(403);
    }
    JsonObject _ = kept(firstOfAll);
    Answer other = as(stranger, "GET", "/Patient/x").send();
    JsonObject _ = kept(other); // they are written in their order, so all of those before are
    try (Pool pool = Pool.open(Given.APP.database(), 1)) {
      Long kept =
          pool.database()
              .first(
                  Statement.of(
                      "select count(*) from access_trace where told::jsonb ->> 'user' = ?",
                      "why-loud"),
                  row -> row.number(1));
      assertThat(kept).isBetween(20L, 70L);
    }
  }

  private static Answer test(String request, String policy) {
    return Given.root("POST", "/auth/test-policy")
        .json("{\"request\":" + request + ",\"policy\":" + policy + "}")
        .send();
  }

  @DisplayName("POST /auth/test-policy: one policy on one request, nothing done")
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'uri':'/fhir/Patient/why-p1','request-method':'get','user-id':'why-user'} | 'why-own' | true |",
        "{'uri':'/fhir/Patient/why-p2','request-method':'get','user-id':'why-user'} | 'why-own' | false | matcho.params.resource/id",
        "{'uri':'/Patient','user':{'data':{'role':'admin'}}} | {'engine':'matcho','matcho':{'user':{'data':{'role':'admin'}}}} | true |",
        "{'uri':'/Patient','user':{'data':{'role':'nurse'}}} | {'engine':'matcho','matcho':{'user':{'data':{'role':'admin'}}}} | false | matcho.user.data.role",
        "{'uri':'/Patient?name=x','client':{'id':'c'}} | {'engine':'matcho','matcho':{'params':{'name':'x'},'client':{'id':'c'}}} | true |",
        "{'uri':'/Patient','query-string':'name=x','client-id':'why-app'} | {'engine':'matcho','matcho':{'params':{'name':'x'}}} | true |",
        "{'uri':'/Patient','params':{'name':'x'},'client-id':'why-app'} | {'engine':'matcho','matcho':{'params':{'name':'x'}}} | true |",
        "{'uri':'/Patient','headers':{'x-ward':'a'},'client-id':'why-app'} | {'engine':'matcho','matcho':{'headers':{'x-ward':'a','authorization':'nil?'}}} | true |",
        "{'uri':'/Patient','request-method':'post','body':{'active':true},'client-id':'why-app'} | {'engine':'matcho','matcho':{'operation':{'id':'FhirCreate'},'resource':{'active':true}}} | true |",
        "{'uri':'/Patient/_search','request-method':'post','body':'name=x','client-id':'why-app'} | {'engine':'matcho','matcho':{'request-method':'get','uri':'/Patient','params':{'name':'x'}}} | true |",
        "{'uri':'/Patient','headers':{'authorization':'Bearer e30.eyJzdWIiOiJtZSJ9.x'},'client-id':'why-app'} | {'engine':'matcho','matcho':{'jwt':{'sub':'me'}}} | true |",
        "{'uri':'/Patient','user':{'id':'u'},'role':[{'name':'nurse','id':'r'}]} | {'engine':'matcho','roleName':'nurse','matcho':{'role':{'id':'r'}}} | true |",
        "{'uri':'/Patient','user':{'id':'u'}} | {'engine':'allow','link':[{'reference':'User/v'}]} | false |",
        "{'uri':'/Patient'} | {'engine':'allow'} | false |",
        "{'uri':'/Patient','user':{'id':'u','data':{'n':5}}} | {'engine':'sql','sql':{'query':'select {{user.data.n}} > 4'}} | true |",
        "{'uri':'/Patient','user':{'id':'u','data':{'n':4}}} | {'engine':'sql','sql':{'query':'select {{user.data.n}} > 4'}} | false | sql.query",
        "{'uri':'/Patient/why-p1','client-id':'why-app'} | {'engine':'complex','and':[{'engine':'sql','sql':{'query':'select exists (select from patient where id = {{params.resource/id}})'}}]} | true |",
        "{'uri':'/Patient/why-none','client-id':'why-app'} | {'engine':'complex','and':[{'engine':'sql','sql':{'query':'select exists (select from patient where id = {{params.resource/id}})'}}]} | false | and[0].sql.query",
      })
  void tested(String request, String policy, boolean allowed, String at) {
    Answer answer = test(request.replace('\'', '"'), policy.replace('\'', '"'));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonObject result = answer.json().object("result");
    assertThat(result).isNotNull();
    assertThat(result.flag("eval-result", !allowed)).as(answer.body()).isEqualTo(allowed);
    assertThat(result.string("at")).isEqualTo(at);
    assertThat(answer.body()).doesNotContain(MARKER);
    assertThat(answer.json().names())
        .containsExactly("request", "operation", "policy", "result", "trace");
  }

  @Test
  @DisplayName("POST /auth/test-policy says what of a question cannot be meant")
  void refused() {
    String request = "{\"uri\":\"/Patient\",\"user-id\":\"why-user\"}";
    assertThat(test("{\"uri\":\"/nowhere/at/all\"}", "\"why-own\"").status()).isEqualTo(400);
    assertThat(test("{\"user-id\":\"why-user\"}", "\"why-own\"").status()).isEqualTo(400);
    assertThat(test("{\"uri\":\"/Patient\",\"users\":{}}", "\"why-own\"").status()).isEqualTo(400);
    assertThat(test("{\"uri\":\"/Patient\",\"user-id\":\"why-none\"}", "\"why-own\"").status())
        .isEqualTo(422);
    assertThat(test(request, "\"why-none\"").status()).isEqualTo(422);
    Answer faulty = test(request, "{\"engine\":\"matcho\",\"matcho\":{\"ury\":1}}");
    assertThat(faulty.status()).isEqualTo(422);
    assertThat(faulty.text("error_description")).contains("AccessPolicy.matcho.ury");
    Answer forbidden =
        test(request, "{\"engine\":\"sql\",\"sql\":{\"query\":\"select true from credential\"}}");
    assertThat(forbidden.status()).isEqualTo(422);
    assertThat(forbidden.text("error_description")).contains("AccessPolicy.sql.query");
    assertThat(Given.root("POST", "/auth/test-policy").json("[]").send().status()).isEqualTo(400);
  }

  @DisplayName("POST /$matcho: the first place that does not match")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'matcho':{'a':1},'resource':{'a':2}} | matcho.a",
        "{'matcho':{'a':1},'resource':{'a':1.0,'b':2}} |",
        "{'matcho':{'a':'.my-value'},'resource':{'a':'value'},'context':{'my-value':'value'}} |",
        "{'matcho':{'a':{'$contains':{'b':'#^x'}}},'resource':{'a':[{'b':'y'}]}} | matcho.a.$contains",
        "{'matcho':'present?','resource':5} |",
        "{'matcho':{'uri':'/Patient','request-method':'GET'},'request':{'uri':'/fhir/Patient','request-method':'GET'}} |",
        "{'matcho':{'params':{'patient':'.user.id'}},'request':{'params':{'patient':'a'},'user':{'id':'b'}}} | matcho.params.patient",
      })
  void matcho(String body, String at) {
    Answer answer = Given.root("POST", "/$matcho").json(body.replace('\'', '"')).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().flag("matches", at != null)).isEqualTo(at == null);
    if (at == null) {
      assertThat(answer.json().array("result")).isEmpty();
    } else {
      Json first = answer.json().array("result").get(0);
      assertThat(((JsonObject) first).string("at")).isEqualTo(at);
    }
  }

  @Test
  @DisplayName("POST /$matcho refuses what cannot be meant, and what takes too much work")
  void matchoRefused() {
    for (String body : List.of("{}", "[]", "{\"matcho\":{\"a\":1}}")) {
      assertThat(Given.root("POST", "/$matcho").json(body).send().status()).as(body).isEqualTo(400);
    }
    assertThat(
            Given.root("POST", "/$matcho")
                .json("{\"matcho\":{\"a\":{\"$enun\":[1]}},\"resource\":{}}")
                .send()
                .status())
        .isEqualTo(422);
    assertThat(
            Given.root("POST", "/$matcho")
                .json(
                    "{\"matcho\":{\"a\":\"#(x+)+y\"},\"resource\":{\"a\":\""
                        + "x".repeat(200_000)
                        + "\"}}")
                .send()
                .status())
        .isEqualTo(422);
  }
}
