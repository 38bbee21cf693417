package dev.andiron.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.json.JsonReader;
import dev.andiron.resource.Issue;
import dev.andiron.resource.Validator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("contract, Resources: User, Client, Session, AccessPolicy, Role")
class SystemTypesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // the page's clients
        """
        {"resourceType":"Client","id":"myapp","secret":"verysecret","grant_types":["password"]}\
        """,
        """
        {"resourceType":"Client","grant_types":["basic","authorization_code","code","password",
         "client_credentials","implicit","refresh_token",
         "urn:ietf:params:oauth:grant-type:token-exchange"],
         "auth":{"password":{"token_format":"jwt","access_token_expiration":1,"refresh_token":true,
          "refresh_token_expiration":2592000,"secret_required":true,"audience":"https://a"},
          "client_credentials":{"audience":["https://a","https://b"]}},
         "details":{"x":{"y":[1,null,{}]}},"scopes":[{"policy":{"reference":"AccessPolicy/p"},
         "parameters":{"a":[]}}],"allowed_origins":["http://localhost:3000"],"first_party":true}\
        """,
        """
        {"resourceType":"User","id":"u","email":"u@x","userName":"u","password":"x",
         "inactive":false,"name":{"givenName":"U"},"data":{"a":{}},"phoneNumber":"1",
         "fhirUser":{"resourceType":"Patient","id":"p"},"identifier":[{"system":"x","value":"y"}],
         "twoFactor":{"enabled":true},"meta":{"tag":[{"code":"x"}]},
         "link":[{"link":{"reference":"Basic/x"},"type":"y"}],"roles":[{"value":"admin"}]}\
        """,
        """
        {"resourceType":"User","fhirUser":{"reference":"Practitioner/p","display":"P"},
         "manager":{"reference":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"}}\
        """,
        """
        {"resourceType":"Session","type":"password","user":{"resourceType":"User","id":"u"},
         "client":{"resourceType":"Client","id":"c"},"active":true,"start":"2026-11-22T10:00:00Z",
         "exp":4102444800,"refresh_token_exp":4102444800,"jti":"x","scope":["openid"],
         "audience":"https://a","remoteAddr":"127.0.0.1","userAgent":"curl","ctx":{}}\
        """,
        """
        {"resourceType":"AccessPolicy","engine":"matcho","link":[{"resourceType":"User","id":"u"},
         {"reference":"Client/c"},{"id":"FhirRead","resourceType":"Operation"}],
         "matcho":{"uri":"#^/fhir/Patient","$not":{"request-method":null}}}\
        """,
        """
        {"resourceType":"AccessPolicy","engine":"complex","or":[{"engine":"allow"},{"and":[]}],
         "roleName":"nurse","type":"rest"}\
        """,
        """
        {"resourceType":"Role","name":"nurse","user":{"resourceType":"User","id":"u"},
         "links":{"organization":{"reference":"Organization/o"}},"context":{"ward":[]}}\
        """
      })
  void good(String json) {
    Validator.Checked checked = Checks.json(json);
    assertThat(Checks.words(checked)).isEmpty();
    assertThat(checked.resource()).isEqualTo(JsonReader.read(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"resourceType":"Client","grant_types":["passwrod"]}             | value     | Client.grant_types[0]
          {"resourceType":"Client","grant_types":"password"}               | structure | Client.grant_types
          {"resourceType":"Client","auth":{"password":{"token_format":"opaque"}}} | value | Client.auth.password.token_format
          {"resourceType":"Client","auth":{"password":{"access_token_expiration":0}}} | value | Client.auth.password.access_token_expiration
          {"resourceType":"Client","auth":{"password":{"access_token_expiration":1.5}}} | value | Client.auth.password.access_token_expiration
          {"resourceType":"Client","auth":{"password":{"access_token_expiration":"60"}}} | structure | Client.auth.password.access_token_expiration
          {"resourceType":"Client","auth":{"passwd":{"pkce":true}}}        | structure | Client.auth.passwd
          {"resourceType":"Client","auth":{"password":{"audience":[]}}}    | structure | Client.auth.password.audience
          {"resourceType":"Client","secret":5}                             | structure | Client.secret
          {"resourceType":"Client","secret":""}                            | value     | Client.secret
          {"resourceType":"Client","details":"x"}                          | structure | Client.details
          {"resourceType":"Client","detail":{}}                            | structure | Client.detail
          {"resourceType":"User","contained":[]}                           | structure | User.contained
          {"resourceType":"User","_password":{"id":"x"}}                   | structure | User.password
          {"resourceType":"User","fhirUser":{"resourceType":"Device","id":"d"}} | value | User.fhirUser.resourceType
          {"resourceType":"User","fhirUser":{"reference":"Device/d"}}      | value     | User.fhirUser.reference
          {"resourceType":"User","fhirUser":{"reference":"Patient"}}       | value     | User.fhirUser.reference
          {"resourceType":"User","fhirUser":{"resourceType":"Patient"}}    | invariant | User.fhirUser
          {"resourceType":"User","fhirUser":{"type":"Patient"}}            | invariant | User.fhirUser
          {"resourceType":"User","fhirUser":"Patient/p"}                   | structure | User.fhirUser
          {"resourceType":"User","twoFactor":{"transport":"sms"}}          | required  | User.twoFactor.enabled
          {"resourceType":"AccessPolicy","engine":"magic"}                 | value     | AccessPolicy.engine
          {"resourceType":"AccessPolicy","matcho":[]}                      | structure | AccessPolicy.matcho
          {"resourceType":"AccessPolicy","and":[5]}                        | structure | AccessPolicy.and[0]
          {"resourceType":"Role","user":{"resourceType":"User","id":"u"}}  | required  | Role.name
          {"resourceType":"Role","name":null,"user":{"resourceType":"User","id":"u"}} | required | Role.name
          {"resourceType":"Role","name":"n","user":{"resourceType":"User","id":"b","reference":"User/a"}} | invariant | Role.user.reference
          """)
  void bad(String json, String kind, String expression) {
    Validator.Checked checked = Checks.json(json);
    assertThat(checked.issues()).as(json + checked.issues()).hasSize(1);
    assertThat(checked.issues().getFirst().expression()).isEqualTo(expression);
    assertThat(checked.issues().getFirst().kind().code()).isEqualTo(kind);
  }

  @Test
  @DisplayName("an explicit null stays where it removes a credential, and is dropped elsewhere")
  void nulls() {
    Validator.Checked checked =
        Checks.json(
            """
            {"resourceType":"User","password":null,"email":null,"name":{"formatted":null},
             "roles":null,"twoFactor":{"enabled":true,"secretKey":null},"data":{"a":null},
             "emails":[{"value":null},{"value":"x"}]}
            """);
    assertThat(Checks.words(checked)).isEmpty();
    assertThat(checked.resource())
        .isEqualTo(
            JsonReader.read(
                """
                {"resourceType":"User","password":null,
                 "twoFactor":{"enabled":true,"secretKey":null},"data":{"a":null},
                 "emails":[{"value":"x"}]}
                """));
  }

  @Test
  @DisplayName("no message repeats a credential")
  void credentials() {
    for (String json :
        new String[] {
          "{\"resourceType\":\"User\",\"password\":{\"x\":\"hunter2\\u0001\"}}",
          "{\"resourceType\":\"User\",\"password\":[\"hunter2\"]}",
          "{\"resourceType\":\"User\",\"password\":{\"hunter2\":1}}",
          "{\"resourceType\":\"User\",\"pasword\":\"hunter2\"}",
          "{\"resourceType\":\"User\",\"twoFactor\":{\"enabled\":true,\"secretKey\":{\"x\":\"hunter2\"}}}",
          "{\"resourceType\":\"Client\",\"secret\":[\"hunter2\"]}"
        }) {
      Validator.Checked checked = Checks.json(json);
      assertThat(checked.issues()).as(json).isNotEmpty();
      for (Issue issue : checked.issues()) {
        assertThat(issue.message() + issue.expression()).doesNotContain("hunter2");
      }
    }
  }

  @Test
  @DisplayName("a system resource inside another must carry no credential")
  void inside() {
    assertThat(
            Checks.json(
                    """
                    {"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"#c"},
                     "contained":[{"resourceType":"Client","id":"c","secret":"x"}]}
                    """)
                .issues())
        .extracting(Issue::expression)
        .containsExactly("Basic.contained[0].secret");
  }
}
