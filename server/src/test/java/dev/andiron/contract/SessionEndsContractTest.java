package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.refresh;
import static dev.andiron.contract.Given.root;
import static dev.andiron.contract.Given.signIn;
import static dev.andiron.contract.Given.signedIn;
import static dev.andiron.contract.Given.userInfoStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Credentials: what ends sessions, what changes nothing, what is kept and removed")
class SessionEndsContractTest {
  private static void given(String name, String format) {
    put("/Client/" + name, client("\"secret\":\"secret\",", format));
    put("/User/" + name, "{\"password\":\"password\"}");
  }

  private static String client(String members, String format) {
    String jwt = format.equals("jwt") ? ",\"token_format\":\"jwt\"" : "";
    return "{%s\"grant_types\":[\"password\"],\"auth\":{\"password\":{\"refresh_token\":true%s}}}"
        .formatted(members, jwt);
  }

  private static void assertOver(String name, Answer tokens) {
    assertThat(userInfoStatus(tokens.text("access_token"))).isEqualTo(401);
    assertThat(refresh(name, tokens.text("refresh_token")).status()).isIn(400, 401);
    String user = "/Session?user=" + name;
    assertThat(root("GET", user + "&active=true").send().resources()).isEmpty();
    assertThat(root("GET", user + "&active=false").send().resources())
        .isNotEmpty()
        .allSatisfy(session -> {
          assertThat(session.get("active")).isEqualTo(Json.of(false));
          assertThat(session.has("end")).isTrue();
        });
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "jwt, PUT User, {\"password\":\"new\"}",
    "opaque, PUT User, {\"password\":\"new\"}",
    "opaque, PATCH User, {\"password\":\"new\"}",
    "opaque, PUT User, {\"password\":null}",
    "jwt, PUT User, {\"inactive\":true}",
    "opaque, PATCH User, {\"inactive\":true}",
    "opaque, PATCH User, {\"active\":false}",
    "jwt, DELETE User, ''",
    "opaque, DELETE User, ''",
    "jwt, PATCH Client, {\"secret\":\"new\"}",
    "opaque, PATCH Client, {\"secret\":\"new\"}",
    "opaque, PATCH Client, {\"secret\":null}",
    "jwt, PATCH Client, {\"active\":false}",
    "opaque, PATCH Client, {\"active\":false}",
    "jwt, DELETE Client, ''",
    "opaque, DELETE Client, ''"
  })
  @DisplayName("ends its sessions at once, and nothing revives them")
  void ends(String format, String what, String body) {
    String name = "en-" + Integer.toHexString((format + what + body).hashCode());
    given(name, format);
    Answer tokens = signedIn(name, name);
    assertThat(userInfoStatus(tokens.text("access_token"))).isEqualTo(200);
    String[] methodAndType = what.split(" ", -1);
    var call = root(methodAndType[0], "/" + methodAndType[1] + "/" + name);
    Answer changed = (body.isEmpty() ? call : call.json(body)).send();
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertOver(name, tokens);
    // Enabled again, made anew, with the password and the secret it had.
    given(name, format);
    assertOver(name, tokens);
    Answer again = signedIn(name, name);
    assertThat(userInfoStatus(again.text("access_token"))).isEqualTo(200);
  }

  @Test
  @DisplayName("the same secret or password put again: no new version, no session closed")
  void sameAgain() {
    given("en-same", "opaque");
    Answer tokens = signedIn("en-same", "en-same");
    String client = read("/Client/en-same").body();
    String user = read("/User/en-same").body();
    Answer again = put("/Client/en-same", client("\"secret\":\"secret\",", "opaque"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("ETag")).isEqualTo("W/\"1\"");
    assertThat(again.body()).isEqualTo(client);
    put("/Client/en-same", client("", "opaque"));
    put("/User/en-same", "{\"password\":\"password\"}");
    put("/User/en-same", "{}");
    root("PATCH", "/User/en-same").json("{\"password\":\"password\"}").send();
    assertThat(read("/Client/en-same").body()).isEqualTo(client);
    assertThat(read("/User/en-same").body()).isEqualTo(user);
    assertThat(userInfoStatus(tokens.text("access_token"))).isEqualTo(200);
    assertThat(refresh("en-same", tokens.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("other changes close nothing and keep the secret and the password")
  void otherChanges() {
    given("en-kept", "opaque");
    Answer tokens = signedIn("en-kept", "en-kept");
    put("/Client/en-kept", client("\"description\":\"x\",", "opaque"));
    put("/User/en-kept", "{\"displayName\":\"x\"}");
    root("PATCH", "/User/en-kept").json("{\"displayName\":\"y\"}").send();
    assertThat(userInfoStatus(tokens.text("access_token"))).isEqualTo(200);
    assertThat(signIn("en-kept", "en-kept", "password").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("an explicit null removes: nobody signs in with it, and the client needs none")
  void nullRemoves() {
    given("en-null", "opaque");
    put("/User/en-null", "{\"password\":null}");
    assertThat(signIn("en-null", "en-null", "password").status()).isEqualTo(400);
    put("/User/en-null", "{\"password\":\"password\"}");
    put("/Client/en-null", client("\"secret\":null,", "opaque"));
    assertThat(signIn("en-null", "en-null", "password").status()).isEqualTo(401);
    Answer open =
        HTTP.post("/auth/token")
            .form(
                "grant_type",
                "password",
                "client_id",
                "en-null",
                "username",
                "en-null",
                "password",
                "password")
            .send();
    assertThat(open.status()).isEqualTo(200);
    Answer again = root("PUT", "/Client/en-null").json(client("\"secret\":null,", "opaque")).send();
    assertThat(again.header("ETag")).isEqualTo("W/\"2\"");
    // YAML's null too
    put("/User/en-null", "{\"password\":\"password\"}");
    root("PUT", "/User/en-null").yaml("password: null\n").send();
    assertThat(signIn("en-null", "en-null", "password").status()).isIn(400, 401);
  }

  @Test
  @DisplayName("what was deleted and made anew has no secret of before")
  void anew() {
    given("en-anew", "opaque");
    root("DELETE", "/Client/en-anew").send();
    root("DELETE", "/User/en-anew").send();
    put("/Client/en-anew", client("", "opaque"));
    put("/User/en-anew", "{}");
    assertThat(signIn("en-anew", "en-anew", "password").status()).isEqualTo(401);
    Answer noPassword =
        HTTP.post("/auth/token")
            .form(
                "grant_type",
                "password",
                "client_id",
                "en-anew",
                "username",
                "en-anew",
                "password",
                "password")
            .send();
    Given.assertError(noPassword, 400, "invalid_grant");
  }

  @Test
  @DisplayName("the resource and its type must agree")
  void wrongType() {
    for (String type : List.of("User", "Session", "client")) {
      String body = "{\"resourceType\":\"" + type + "\",\"id\":\"en-wrong\"}";
      assertThat(root("POST", "/Client").json(body).send().status()).isEqualTo(400);
      assertThat(root("PUT", "/Client/en-wrong").json(body).send().status()).isEqualTo(400);
    }
    assertThat(root("GET", "/Client/en-wrong").send().status()).isEqualTo(404);
  }
}
