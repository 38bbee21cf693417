package dev.andiron.hostile;

import static dev.andiron.hostile.Target.APP;
import static dev.andiron.hostile.Target.HTTP;
import static dev.andiron.hostile.Target.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [Unharmed] looks at every line that the server wrote meanwhile, at its most talkative: each must
/// be one of its own, without a character that speaks to a terminal.
@ExtendWith(Unharmed.class)
@DisplayName("CR, LF, ANSI and other control characters in names: no line of the log is forged")
class NamesInLogsTest {
  private static final Logger LOG = LoggerFactory.getLogger("dev.andiron.hostile");

  private static final List<String> NAMES =
      List.of(
          "a\r\nforged: admin signed in",
          "a\n2026-11-27T00:00:00.000Z INFO  identity: admin signed in",
          "a\rb",
          "\u001b[2J\u001b[1;31mred",
          "\u001b]0;title\u0007",
          "\u009b31m",
          "a\u0085b",
          "a\u2028b\u2029c",
          "\u202ereversed\u202c",
          "a\u200bb\ufeff",
          "a\bb\u007f",
          "a\tb",
          "{}{}{}",
          "%s%n%x",
          "${env:HOME}${jndi:ldap://localhost/a}",
          "%d{HH:mm} %thread");

  @Test
  @DisplayName("whatever is logged of such a name is spelled out, whoever logs it")
  void logged() {
    for (String name : NAMES) {
      LOG.info("{} was here", name);
      LOG.info("it failed", new IllegalStateException(name, new IllegalStateException(name)));
    }
  }

  private static String quoted(String text) {
    return JsonWriter.text(Json.of(text));
  }

  @Test
  @DisplayName("user names, client ids, scopes and grant types at the token endpoint")
  void tokenEndpoint() {
    for (String name : NAMES) {
      for (int i = 0; i < 5; i++) {
        String[] form = {
          "grant_type",
          "password",
          "client_id",
          Target.CLIENT,
          "client_secret",
          SECRET,
          "username",
          Target.USER,
          "password",
          "wrong",
          "scope",
          "openid"
        };
        form[List.of(1, 3, 5, 7, 11).get(i)] = name;
        Answer answer = HTTP.post("/auth/token").form(form).send();
        assertThat(answer.status()).as(name + answer.body()).isIn(400, 401);
        assertNoLine(answer);
      }
      Answer basic =
          HTTP.post("/auth/token")
              .basic(name.replace(":", ""), SECRET)
              .form("grant_type", "password")
              .send();
      assertThat(basic.status()).as(name).isEqualTo(401);
      Answer read = HTTP.get(Target.PATIENT).basic(name.replace(":", ""), SECRET).send();
      assertThat(read.status()).as(name).isEqualTo(401);
      assertNoLine(read);
    }
  }

  /// Nothing that was sent became a field of the answer.
  private static void assertNoLine(Answer answer) {
    assertThat(answer.response().headers().map().toString())
        .doesNotContain("forged", "\u001b", "reversed", "signed in");
  }

  @Test
  @DisplayName("names and texts in resources, and what is said of them when they are refused")
  void resources() {
    for (String name : NAMES) {
      for (String type : List.of("User", "Client", "AccessPolicy", "Role", "Patient")) {
        for (String json :
            List.of(
                "{\"userName\":%s}",
                "{\"id\":%s}",
                "{\"resourceType\":%s}",
                "{%s:1}",
                "{\"name\":%s}",
                "{\"description\":%s,\"engine\":%s}",
                "{\"meta\":{\"profile\":[%s]}}",
                "{\"link\":[{\"reference\":%s}]}",
                "{\"grant_types\":[%s]}",
                "{\"gender\":%s}")) {
          Answer answer =
              APP.asRoot("PUT", "/" + type + "/hostile-names")
                  .json(json.replace("%s", quoted(name)))
                  .send();
          assertThat(answer.status()).as(type + json + answer.body()).isIn(200, 201, 400, 422);
          assertNoLine(answer);
        }
      }
      Answer user =
          APP.asRoot("PUT", "/User/hostile-names")
              .json("{\"userName\":" + quoted(name) + ",\"password\":\"password\"}")
              .send();
      assertThat(user.status()).as(user.body()).isIn(200, 201, 422);
      Answer signedIn =
          HTTP.post("/auth/token")
              .basic(Target.CLIENT, SECRET)
              .form("grant_type", "password", "username", name, "password", "password")
              .send();
      assertThat(signedIn.status()).isIn(200, 400);
      assertNoLine(signedIn);
    }
    for (String type : List.of("User", "Client", "AccessPolicy", "Role", "Patient")) {
      assertThat(APP.asRoot("DELETE", "/" + type + "/hostile-names").send().status())
          .isIn(200, 204);
    }
  }

  @Test
  @DisplayName("names and values in queries, and the fields of the answers to them")
  void queries() {
    for (String name : NAMES) {
      String text = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
      for (String path :
          List.of(
              "/Patient?" + text + "=x",
              "/Patient?family=" + text,
              "/Patient?_sort=" + text,
              "/Patient?_format=" + text,
              "/" + text,
              "/Patient/" + text.replace("%2F", ""),
              "/Patient?_include=" + text,
              "/auth/login?redirect_to=" + text,
              "/auth/logout?redirect_to=/" + text,
              "/ui?redirect_to=" + text)) {
        Answer answer = APP.asRoot("GET", path).send();
        assertThat(answer.status()).as(path).isLessThan(500);
        assertNoLine(answer);
        Answer anonymous = HTTP.get(path).send();
        assertThat(anonymous.status()).as(path).isLessThan(500);
        assertNoLine(anonymous);
      }
    }
  }

  @Test
  @DisplayName("fields of requests that end up in sessions, traces or logs")
  void fields() {
    for (String value :
        List.of(
            "\u001b[31mred",
            "a\u0085b",
            "a\u009bb",
            "x\ty",
            "${jndi:ldap://localhost/a}",
            "{}%n",
            "\u202ereversed",
            "a\u2028b",
            "\"><script>alert(1)</script>")) {
      for (String field :
          List.of(
              "User-Agent",
              "X-Forwarded-For",
              "X-Request-Id",
              "Origin",
              "Referer",
              "Accept",
              "Accept-Language",
              "If-Match",
              "Prefer",
              "Cookie",
              "Content-Type",
              "X-CSRF-Token",
              "Host")) {
        String host = field.equals("Host") ? "" : "Host: localhost\r\n";
        String body = "grant_type=password&client_id=hostile-app&username=x&password=y";
        Raw.Answer signIn =
            Raw.send(
                "POST /auth/token HTTP/1.1",
                host
                    + field
                    + ": "
                    + value
                    + "\r\n"
                    + (field.equals("Content-Type")
                        ? ""
                        : "Content-Type: application/x-www-form-urlencoded\r\n")
                    + "Content-Length: "
                    + body.length()
                    + "\r\n",
                body);
        assertThat(signIn.status()).as(field + value + signIn.text()).isBetween(400, 415);
        Raw.Answer read =
            Raw.send("GET /Patient HTTP/1.1", host + field + ": " + value + "\r\n", "");
        assertThat(read.status()).as(field + value + read.text()).isBetween(400, 406);
        assertThat(read.text()).doesNotContain("<script>", "\u001b");
      }
    }
  }

  @Test
  @DisplayName("what a sign-in keeps of its User-Agent is shown as text, and cannot break a line")
  void userAgent() {
    Answer signedIn =
        Target.kept(
            HTTP.post("/auth/token")
                .basic(Target.CLIENT, SECRET)
                .header("User-Agent", "\"><b>\u00e9 {} ${x} %n" + "z".repeat(3000))
                .form(
                    "grant_type", "password",
                    "username", Target.USER,
                    "password", Target.PASSWORD)
                .send());
    Answer sessions = HTTP.get("/auth/sessions").bearer(signedIn.text("access_token")).send();
    assertThat(sessions.status()).as(sessions.body()).isEqualTo(200);
    assertThat(sessions.header("Content-Type")).startsWith("application/json");
    JsonObject read = sessions.json();
    assertThat(read.toString()).doesNotContain("\r", "\n");
  }
}
