package dev.andiron.hostile;

import static dev.andiron.hostile.Target.APP;
import static dev.andiron.hostile.Target.PASSWORD;
import static dev.andiron.hostile.Target.SECRET;
import static dev.andiron.hostile.Target.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whoever may search, list and export everything still learns nothing of a password, a secret or a
/// token: the right guess gets the answer of a wrong one.
@ExtendWith(Unharmed.class)
@DisplayName("Credentials as search parameters: nobody can ask whether a guess is right")
class CredentialSearchAttacksTest {
  private static final String WRONG = "guessed-Pa55word-attacked";

  @BeforeAll
  static void victims() {
    Target.put(
        "/User/" + USER,
        "{\"password\":\""
            + PASSWORD
            + "\",\"twoFactor\":{\"enabled\":false,\"secretKey\":\""
            + SECRET
            + "\"}}");
  }

  /// The answers to the right guess and to a wrong one are one answer, and of this status.
  private static void alike(int status, Function<String, Call> asked) {
    for (String right : List.of(PASSWORD, SECRET)) {
      Answer hit = asked.apply(right).send();
      Answer miss = asked.apply(WRONG).send();
      assertThat(hit.status()).as(hit.body()).isEqualTo(status);
      assertThat(miss.status()).as(miss.body()).isEqualTo(status);
      assertThat(hit.body().replace(right, "?")).isEqualTo(miss.body().replace(WRONG, "?"));
    }
  }

  private static Call get(String path) {
    return APP.asRoot("GET", path);
  }

  @Test
  @DisplayName("as parameters of User, Client and Session, with every modifier: 400")
  void parameters() {
    for (String name :
        List.of(
            "User?password",
            "User?password:exact",
            "User?password:contains",
            "User?password:missing",
            "User?password:not",
            "User?password:above",
            "User?_password",
            "User?twoFactor",
            "User?twoFactor.secretKey",
            "User?twofactor-secretkey",
            "User?.password",
            "User?User.password",
            "Client?secret",
            "Client?secret:contains",
            "Client?secret:missing",
            "Client?auth.password.secret",
            "Session?access_token",
            "Session?refresh_token",
            "Session?authorization_code",
            "Session?refresh_current",
            "Session?digest",
            "Session?token")) {
      alike(400, guess -> get("/" + name + "=" + guess));
      alike(
          400,
          guess -> {
            String[] parts = name.split("\\?", 2);
            return APP.asRoot("POST", "/" + parts[0] + "/_search").form(parts[1], guess);
          });
    }
  }

  @Test
  @DisplayName("through chains, _has, _filter, _text, _content and _query: 400")
  void joined() {
    for (String name :
        List.of(
            "Session?user:User.password",
            "Session?user.password",
            "Session?client:Client.secret",
            "Session?client.secret",
            "AccessPolicy?link:User.password",
            "User?_has:Session:user:access_token",
            "User?_has:Client:secret:x",
            "Patient?_has:User:fhirUser:password",
            "Client?_has:Session:client:refresh_token",
            "User?_text",
            "User?_content",
            "User?_query")) {
      alike(400, guess -> get("/" + name + "=" + guess));
    }
    alike(400, guess -> get("/User?_filter=password%20eq%20" + guess));
    alike(400, guess -> get("/?_type=User&password=" + guess));
    alike(400, guess -> get("/User?_list=" + guess + "&password=" + guess));
  }

  @Test
  @DisplayName("a lenient search passes over them: the same list for every guess")
  void lenient() {
    for (String name : List.of("User?password", "Client?secret", "Session?access_token")) {
      alike(
          200,
          guess ->
              get("/" + name + "=" + guess + "&_id=" + USER).header("Prefer", "handling=lenient"));
    }
  }

  @Test
  @DisplayName("as sort keys and includes: 400; as elements: not there")
  void results() {
    for (String query :
        List.of(
            "User?_sort=password",
            "User?_sort=-password",
            "User?_sort=twoFactor.secretKey",
            "Client?_sort=secret",
            "Session?_sort=access_token",
            "User?_include=User:password",
            "Client?_include=Client:secret",
            "User?_revinclude=Session:access_token")) {
      assertThat(get("/" + query).send().status()).as(query).isEqualTo(400);
    }
    for (String path :
        List.of(
            "/User?_id=" + USER + "&_elements=password,twoFactor",
            "/User?_id=" + USER + "&_elements=password&_summary=false",
            "/User?_id=" + USER + "&_summary=data",
            "/User/" + USER + "?_elements=password",
            "/User/" + USER + "/_history?_elements=password",
            "/User/" + USER + "/_history/1",
            "/User/_history",
            "/_history?_type=User,Client,Session",
            "/?_type=User,Client&_elements=password,secret",
            "/Client?_elements=secret",
            "/Session?_elements=access_token,refresh_token&_count=5",
            "/User/" + USER + "/$validate",
            "/metadata")) {
      for (String accept : List.of("application/json", "text/yaml")) {
        Answer answer = get(path).header("Accept", accept).send();
        assertThat(answer.status()).as(path + answer.body()).isIn(200, 400);
        assertThat(answer.body()).doesNotContain("secretKey", "planted");
      }
    }
  }

  @Test
  @DisplayName("as conditions of writes: If-None-Exist, conditional PUT, PATCH and DELETE: 400")
  void conditions() {
    alike(
        400,
        guess ->
            APP.asRoot("POST", "/User")
                .header("If-None-Exist", "password=" + guess)
                .json("{\"id\":\"hostile-oracle\"}"));
    alike(400, guess -> APP.asRoot("PUT", "/User?password=" + guess).json("{\"active\":true}"));
    alike(400, guess -> APP.asRoot("PATCH", "/User?password=" + guess).json("{\"active\":true}"));
    alike(400, guess -> APP.asRoot("DELETE", "/User?password=" + guess));
    alike(400, guess -> APP.asRoot("DELETE", "/Client?secret=" + guess));
    alike(
        200,
        guess ->
            APP.asRoot("POST", "/")
                .json(
                    "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":"
                        + "{\"method\":\"GET\",\"url\":\"User?password="
                        + guess
                        + "\"}}]}"));
  }

  @Test
  @DisplayName("as a stored SearchParameter over the element: it finds nobody")
  void storedParameter() {
    for (String expression :
        List.of(
            "User.password", "User.twoFactor.secretKey", "Client.secret", "User.descendants()")) {
      String base = expression.substring(0, expression.indexOf('.'));
      Answer stored =
          APP.asRoot("PUT", "/SearchParameter/hostile-oracle")
              .json(
                  """
                  {"url":"http://hostile.example/oracle","name":"Oracle","status":"active",
                   "description":"x","code":"oracle","base":["%s"],"type":"string",
                   "expression":"%s"}
                  """
                      .formatted(base, expression))
              .send();
      assertThat(stored.status()).as(expression + stored.body()).isBetween(400, 422);
      alike(400, guess -> get("/" + base + "?oracle=" + guess));
    }
  }

  @Test
  @DisplayName("as JSON Patch tests, copies and moves: refused, whether right or wrong")
  void patches() {
    for (String operation :
        List.of(
            "{\"op\":\"test\",\"path\":\"/password\",\"value\":\"%s\"}",
            "{\"op\":\"test\",\"path\":\"/twoFactor/secretKey\",\"value\":\"%s\"}",
            "{\"op\":\"test\",\"path\":\"\",\"value\":{\"password\":\"%s\"}}",
            "{\"op\":\"copy\",\"from\":\"/password\",\"path\":\"/displayName\"}",
            "{\"op\":\"move\",\"from\":\"/password\",\"path\":\"/displayName\"}")) {
      alike(
          422,
          guess ->
              APP.asRoot("PATCH", "/User/" + USER)
                  .body("application/json-patch+json", "[" + operation.replace("%s", guess) + "]"));
    }
  }

  @Test
  @DisplayName("in policies: matcho, sql, restrict and hide see no credential and find by none")
  void policies() {
    Target.put(
        "/Client/hostile-spy", "{\"secret\":\"" + SECRET + "\",\"grant_types\":[\"basic\"]}");
    for (String restrict : List.of("\"User\":\"password=%s\"", "\"Client\":\"secret=%s\"")) {
      alike(
          422,
          guess ->
              APP.asRoot("PUT", "/AccessPolicy/hostile-spy")
                  .json(
                      "{\"engine\":\"allow\",\"link\":[{\"reference\":\"Client/hostile-spy\"}],"
                          + "\"restrict\":{"
                          + restrict.replace("%s", guess)
                          + "}}"));
    }
    for (String matcho :
        List.of(
            "{\"client\":{\"secret\":\"present?\"}}",
            "{\"client\":{\"secret\":\"#.\"}}",
            "{\"body\":{\"password\":\"present?\"}}",
            "{\"body\":{\"password\":\"#.\"}}",
            "{\"headers\":{\"authorization\":\"present?\"}}",
            "{\"resource\":{\"password\":\"present?\"}}")) {
      for (String guess : List.of(PASSWORD, WRONG)) {
        Answer written =
            APP.asRoot("PUT", "/AccessPolicy/hostile-spy")
                .json(
                    "{\"engine\":\"matcho\",\"link\":[{\"reference\":\"Client/hostile-spy\"}],\"matcho\":"
                        + matcho
                        + "}")
                .send();
        if (written.status() < 300) {
          Answer answer =
              Target.HTTP
                  .put("/User/hostile-spied")
                  .basic("hostile-spy", SECRET)
                  .json("{\"password\":\"" + guess + "\"}")
                  .send();
          assertThat(answer.status()).as(matcho).isEqualTo(403);
        } else {
          assertThat(written.status()).as(written.body()).isEqualTo(422);
        }
      }
    }
    for (String query :
        List.of(
            "select exists (select from credential)",
            "select exists (select from public.credential where value like '$argon2%')",
            "select exists (select from access_token)",
            "select exists (select from session_state)",
            "select exists (select from signing_key)",
            "select exists (select from \"user\" where resource ? 'password')",
            "select exists (select from \"user\" where resource::text like '%argon2%')",
            "select exists (select from pg_stat_activity where query like '%argon2%')",
            "select exists (select from pg_settings where name = 'ssl_key_file')",
            "select pg_read_file('postgresql.conf') is not null",
            "select {{client.secret}} is not null")) {
      Answer written =
          APP.asRoot("PUT", "/AccessPolicy/hostile-spy")
              .json(
                  dev.andiron.json.JsonObject.of("query", dev.andiron.json.Json.of(query))
                      .toString()
                      .replaceFirst(
                          "^",
                          "{\"engine\":\"sql\",\"link\":[{\"reference\":\"Client/hostile-spy\"}],\"sql\":")
                      .concat("}"))
              .send();
      if (written.status() < 300) {
        Answer answer = Target.HTTP.get(Target.PATIENT).basic("hostile-spy", SECRET).send();
        assertThat(answer.status()).as(query + answer.body()).isEqualTo(403);
      } else {
        assertThat(written.status()).as(query + written.body()).isEqualTo(422);
      }
    }
    assertThat(APP.asRoot("DELETE", "/AccessPolicy/hostile-spy").send().status()).isIn(200, 204);
  }

  @Test
  @DisplayName("in exports: the filter is refused, and the files have no credential")
  void exports() {
    alike(
        400,
        guess ->
            APP.asRoot("GET", "/$export?_type=User&_typeFilter=User%3Fpassword%3D" + guess)
                .header("Prefer", "respond-async"));
  }

  @Test
  @DisplayName("as names to sign in with: a password is no name, and a hash is no password")
  void signIn() {
    Answer wrong = signIn("nobody-here", "nothing");
    for (String[] pair :
        List.of(
            new String[] {PASSWORD, USER},
            new String[] {PASSWORD, PASSWORD},
            new String[] {USER, "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA"},
            new String[] {Target.CLIENT, SECRET},
            new String[] {USER, SECRET})) {
      Answer answer = signIn(pair[0], pair[1]);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo(wrong.body());
    }
  }

  private static Answer signIn(String name, String password) {
    return Target.HTTP
        .post("/auth/token")
        .basic(Target.CLIENT, SECRET)
        .form("grant_type", "password", "username", name, "password", password)
        .send();
  }
}
