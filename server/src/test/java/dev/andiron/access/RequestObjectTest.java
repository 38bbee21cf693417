package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("AccessPolicy, the request object")
class RequestObjectTest {

  @Test
  @DisplayName("a read by a user, whole")
  void read() {
    Request plain =
        Requests.request(
            "GET",
            "/Patient/p1",
            new TreeMap<>(Map.of("type", "Patient", "id", "p1")), // one order, in every JVM
            "_format=json&tag=a&tag=b&resource/id=p2&password=x");
    Request request =
        new Request(
            plain.id(),
            plain.method(),
            plain.path(),
            plain.segments(),
            plain.pathParameters(),
            plain.queryString(),
            plain.query(),
            Headers.NONE
                .plus("Authorization", "Bearer secret")
                .plus("Cookie", "asid=secret")
                .plus("X-Trace", "1")
                .plus("x-trace", "2"),
            plain.body(),
            plain.remoteAddress(),
            plain.scheme());
    RequestObject.Subject subject =
        new Requests.Told(
            Requests.object(
                "{'resourceType':'User','id':'u','password':'secret','twoFactor':{'enabled':true,'secretKey':'secret'},'fhirUser':{'reference':'Patient/p1'}}"),
            Requests.object(
                "{'resourceType':'Client','id':'c','secret':'secret','auth':{'password':{'token_format':'jwt'}}}"),
            Requests.object(
                "{'resourceType':'Session','id':'s','user':{'resourceType':'User','id':'u'}}"),
            Requests.object("{'sub':'u','jti':'s'}"),
            List.of(
                Requests.object(
                    "{'resourceType':'Role','id':'r','name':'nurse','user':{'reference':'User/u'}}")));
    String seen = JsonWriter.text(Requests.seen(request, null, subject).toJson());
    assertThat(seen).doesNotContain("secret\"");
    assertThat(seen)
        .isEqualTo(
            """
            {'request-method':'get','uri':'/fhir/Patient/p1',
            'params':{'_format':'json','tag':['a','b'],'resource/id':'p1','resource/type':'Patient'},
            'query-string':'_format=json&tag=a&tag=b&resource/id=p2&password=x',
            'headers':{'x-trace':'1, 2'},
            'scheme':'http',
            'operation':{'id':'FhirRead'},
            'user':{'resourceType':'User','id':'u','twoFactor':{'enabled':true},
            'fhirUser':{'reference':'Patient/p1','resourceType':'Patient','id':'p1'}},
            'client':{'resourceType':'Client','id':'c','auth':{'password':{'token_format':'jwt'}}},
            'role':[{'resourceType':'Role','id':'r','name':'nurse',
            'user':{'reference':'User/u','resourceType':'User','id':'u'}}],
            'session':{'resourceType':'Session','id':'s',
            'user':{'resourceType':'User','id':'u','reference':'User/u'},
            'role':[{'resourceType':'Role','id':'r','name':'nurse',
            'user':{'reference':'User/u','resourceType':'User','id':'u'}}]},
            'jwt':{'sub':'u','jti':'s'},
            'remote-addr':'10.1.2.3'}
            """
                .replace("\n", "")
                .replace('\'', '"'));
  }

  @DisplayName("method, uri and type")
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "GET,/Patient,get,/fhir/Patient,/Patient,Patient",
    "HEAD,/Patient,get,/fhir/Patient,/Patient,Patient",
    "POST,/Patient/_search,get,/fhir/Patient,/Patient,Patient",
    "GET,/Patient/_search,get,/fhir/Patient/_search,/Patient/_search,Patient",
    "POST,/_search,get,/fhir,/,",
    "POST,/Patient,post,/fhir/Patient,/Patient,Patient",
    "PUT,/User/u,put,/fhir/User/u,/User/u,User",
    "POST,/,post,/fhir,/,",
    "GET,/auth/userinfo,get,/fhir/auth/userinfo,/auth/userinfo,",
  })
  void canonical(
      String method, String path, String seenMethod, String uri, String plain, String type) {
    RequestObject seen =
        Requests.seen(
            Requests.request(method, path, Map.of(), ""), null, RequestObject.Subject.NOBODY);
    assertThat(seen.get("request-method")).isEqualTo(Json.of(seenMethod));
    assertThat(seen.get("uri")).isEqualTo(Json.of(uri));
    assertThat(seen.plainUri()).isEqualTo(Json.of(plain));
    JsonObject params = (JsonObject) seen.toJson().get("params");
    assertThat(params).isNotNull();
    assertThat(params.string("resource/type")).isEqualTo(type);
  }

  @Test
  @DisplayName("no credential of a body can be asked for, wherever it stands")
  void credentials() {
    Json body =
        Requests.json(
            """
            {'resourceType':'Bundle','entry':[
            {'resource':{'resourceType':'User','id':'u','password':'X1','data':{'secret':'X2'}}},
            {'resource':{'resourceType':'Client','secret':['X3']}},
            {'resource':{'resourceType':'Session','access_token':'X4','refresh_token':'X5','authorization_code':'X6'}},
            {'op':'replace','path':'/password','value':'X7'},
            {'op':'replace','path':'/twoFactor/secretKey','value':'X8'},
            {'op':'add','path':'','value':{'password':'X9'}},
            {'op':'replace','path':'/name','value':'kept'}]}
            """);
    RequestObject seen =
        Requests.seen(
            Requests.request("POST", "/", Map.of(), ""), body, RequestObject.Subject.NOBODY);
    assertThat(seen.toJson().toString()).doesNotContainPattern("X[0-9]").contains("kept");
  }

  @Test
  @DisplayName("a reference that says two things is none")
  void contradiction() {
    Json body =
        Requests.json(
            """
            {'a':{'reference':'Patient/p2','id':'p1'},
            'b':{'reference':'Patient/p2','resourceType':'Patient','id':'p1','_display':{}},
            'c':{'reference':'https://elsewhere/Patient/p2','id':'p1'},
            'd':{'resourceType':'Patient','id':'p1'},
            'e':{'resourceType':'Patient','id':'p1','active':true}}
            """);
    RequestObject seen =
        Requests.seen(
            Requests.request("POST", "/Observation", Map.of(), ""),
            body,
            RequestObject.Subject.NOBODY);
    assertThat(String.valueOf(seen.get("resource")))
        .isEqualTo(
            """
            {'a':{},'b':{'_display':{}},'c':{'reference':'https://elsewhere/Patient/p2'},
            'd':{'resourceType':'Patient','id':'p1','reference':'Patient/p1'},
            'e':{'resourceType':'Patient','id':'p1','active':true}}
            """
                .replace("\n", "")
                .replace('\'', '"'));
  }

  @Test
  @DisplayName("form parameters of a posted search are parameters")
  void form() {
    Request request =
        Requests.request("POST", "/Patient/_search", Map.of("type", "Patient"), "a=1");
    RequestObject seen =
        new RequestObject(
            request,
            "FhirSearch",
            Parameters.parse("a=1&a=2&name=x"),
            () -> null,
            RequestObject.Subject.NOBODY);
    assertThat(String.valueOf(seen.get("params")))
        .isEqualTo("{'a':['1','2'],'name':'x','resource/type':'Patient'}".replace('\'', '"'));
  }
}
