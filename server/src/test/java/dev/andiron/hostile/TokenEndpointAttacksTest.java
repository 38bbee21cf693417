package dev.andiron.hostile;

import static dev.andiron.hostile.Target.CLIENT;
import static dev.andiron.hostile.Target.HTTP;
import static dev.andiron.hostile.Target.PASSWORD;
import static dev.andiron.hostile.Target.SECRET;
import static dev.andiron.hostile.Target.USER;
import static dev.andiron.hostile.Target.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Unharmed.class)
@DisplayName("RFC 6749 §3.2, §10: what is tried at the token endpoint")
class TokenEndpointAttacksTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String GOOD =
      "grant_type=password&username=" + USER + "&password=" + PASSWORD;

  private static Call byBasic() {
    return HTTP.post("/auth/token").basic(CLIENT, SECRET);
  }

  /// The parameters of a good request, without Basic.
  private static Map<String, String> good() {
    Map<String, String> good = new LinkedHashMap<>();
    good.put("grant_type", "password");
    good.put("client_id", CLIENT);
    good.put("client_secret", SECRET);
    good.put("username", USER);
    good.put("password", PASSWORD);
    good.put("scope", "openid");
    return good;
  }

  private static Answer form(Map<String, String> parameters) {
    List<String> form = new ArrayList<>();
    parameters.forEach((name, value) -> {
      form.add(name);
      form.add(value);
    });
    return HTTP.post("/auth/token").form(form.toArray(String[]::new)).send();
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static String json(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> quoted(each.getKey()) + ":" + each.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  @DisplayName("parameters doubled, in a form, in JSON and in YAML, with the same or another value")
  void doubled() {
    for (String name : good().keySet()) {
      for (String value : List.of(good().get(name), "x", "")) {
        String form =
            good().entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .collect(Collectors.joining("&"))
                + "&";
        assertError(
            HTTP.post("/auth/token").body(FORM, form + name + "=" + value).send(),
            400,
            "invalid_request");
        Map<String, String> quoted = good();
        quoted.replaceAll((_, each) -> quoted(each));
        String json = json(quoted).replace("}", "," + quoted(name) + ":" + quoted(value) + "}");
        assertError(HTTP.post("/auth/token").json(json).send(), 400, "invalid_request");
        String yaml = json(quoted).replace("{", "").replace("}", "").replace(",", "\n");
        assertError(
            HTTP.post("/auth/token").yaml(yaml + "\n" + name + ": x\n").send(),
            400,
            "invalid_request");
      }
    }
    for (String twice : List.of("&x=1&x=1", "&username[]=x&username[]=y", "&%75sername=x")) {
      assertError(byBasic().body(FORM, GOOD + twice).send(), 400, "invalid_request");
    }
  }

  @Test
  @DisplayName("RFC 6749 §2.3: Basic and a secret in the body together, right or wrong")
  void bothWays() {
    for (String more :
        List.of(
            "&client_secret=" + SECRET,
            "&client_id=" + CLIENT + "&client_secret=" + SECRET,
            "&client_id=" + CLIENT + "&client_secret=wrong",
            "&client_id=" + Target.OTHER_CLIENT + "&client_secret=" + SECRET,
            "&client_id=" + Target.OTHER_CLIENT)) {
      assertError(byBasic().body(FORM, GOOD + more).send(), 400, "invalid_request");
      assertError(
          HTTP.post("/auth/token").basic(CLIENT, "wrong").body(FORM, GOOD + more).send(),
          400,
          "invalid_request");
    }
    assertError(
        byBasic()
            .header("Authorization", Http.basicValue(Target.OTHER_CLIENT, SECRET))
            .body(FORM, GOOD)
            .send(),
        400,
        "invalid_request");
  }

  @Test
  @DisplayName("GET and every other method, with credentials wherever they can be put")
  void methods() {
    for (String path : List.of("/auth/token", "/fhir/auth/token", "/auth/token?" + GOOD)) {
      for (String method : List.of("GET", "PUT", "PATCH", "DELETE", "TRACE", "POSTX")) {
        Answer answer = HTTP.call(method, path).basic(CLIENT, SECRET).body(FORM, GOOD).send();
        assertThat(answer.status()).as(method + " " + path).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("OPTIONS, POST");
        assertThat(answer.text("error")).isEqualTo("invalid_request");
      }
      assertThat(HTTP.call("HEAD", path).basic(CLIENT, SECRET).send().status()).isEqualTo(405);
    }
    Answer overridden =
        HTTP.get("/auth/token?" + GOOD)
            .basic(CLIENT, SECRET)
            .header("X-HTTP-Method-Override", "POST")
            .send();
    assertThat(overridden.status()).isEqualTo(405);
  }

  @Test
  @DisplayName("RFC 6749 §2.3.1: credentials in the query string, all of them or one")
  void queryString() {
    for (String query :
        List.of(GOOD, "client_id=" + CLIENT, "client_secret=" + SECRET, "grant_type=password")) {
      assertError(
          HTTP.post("/auth/token?" + query).basic(CLIENT, SECRET).body(FORM, GOOD).send(),
          400,
          "invalid_request");
    }
  }

  @Test
  @DisplayName("wrong types: numbers, lists, objects, true and null where a string belongs")
  void types() {
    for (String name : good().keySet()) {
      for (String value :
          List.of("1", "true", "null", "[]", "{}", "[\"x\"]", "{\"$ne\":\"x\"}", "1e400", "[[]]")) {
        Map<String, String> parameters = good();
        parameters.replaceAll((_, each) -> quoted(each));
        parameters.put(name, value);
        assertError(HTTP.post("/auth/token").json(json(parameters)).send(), 400, "invalid_request");
      }
    }
    for (String body :
        List.of("[]", "[{}]", "1", "\"x\"", "null", "true", "[" + json(good()) + "]")) {
      assertError(HTTP.post("/auth/token").json(body).send(), 400, "invalid_request");
    }
    for (String yaml :
        List.of("- a", "password: [a]", "password: {a: b}", "just text", "~", "---")) {
      assertError(HTTP.post("/auth/token").yaml(yaml).send(), 400, "invalid_request");
    }
  }

  @Test
  @DisplayName("10,000 scopes, in one parameter and in what a client lists")
  void scopes() {
    String many =
        IntStream.range(0, 10_000).mapToObj(i -> "s" + i).collect(Collectors.joining(" "));
    Map<String, String> parameters = good();
    parameters.put("scope", many);
    assertError(form(parameters), 400, "invalid_request");
    parameters.put("scope", "a ".repeat(2000) + "a");
    assertError(form(parameters), 400, "invalid_scope");
    parameters.put("scope", " ".repeat(4000));
    assertError(form(parameters), 400, "invalid_scope");
    String thousands =
        "{\"scope\":[\"" + many.replace(" ", "\",\"") + "\"],\"grant_types\":[\"password\"]}";
    Answer listed = Target.APP.asRoot("PUT", "/Client/hostile-scopes").json(thousands).send();
    assertThat(listed.status()).as(listed.body()).isIn(200, 201, 422);
    if (listed.status() != 422) {
      Answer answer =
          HTTP.post("/auth/token")
              .form(
                  "grant_type",
                  "password",
                  "client_id",
                  "hostile-scopes",
                  "username",
                  USER,
                  "password",
                  PASSWORD)
              .send();
      Target.kept(answer);
      assertThat(Target.as(answer, "GET", Target.PATIENT).send().status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("empty values: as if they were not there (RFC 6749 §3.2)")
  void empty() {
    for (String name : List.of("grant_type", "client_id", "username", "password")) {
      Map<String, String> parameters = good();
      parameters.put(name, "");
      assertError(form(parameters), 400, "invalid_request");
    }
    Map<String, String> parameters = good();
    parameters.put("client_secret", "");
    assertError(form(parameters), 401, "invalid_client");
    for (String body : List.of("", "&", "&&&=&", "=", "=x", "grant_type", "%00", "\u0000")) {
      assertError(byBasic().body(FORM, body).send(), 400, "invalid_request");
    }
  }

  @Test
  @DisplayName("huge values, of each parameter and of all together, before anything is hashed")
  void huge() {
    for (String name : good().keySet()) {
      for (int length : List.of(1025, 5000, 60_000)) {
        Map<String, String> parameters = good();
        parameters.put(name, "x".repeat(length));
        boolean longScope = name.equals("scope") && length < 4096;
        assertError(form(parameters), 400, longScope ? "invalid_scope" : "invalid_request");
      }
    }
    assertError(byBasic().body(FORM, "x=1&".repeat(10_000) + GOOD).send(), 400, "invalid_request");
    Answer tooLarge = byBasic().body(FORM, GOOD + "&x=" + "y".repeat(70_000)).send();
    assertError(tooLarge, 413, "invalid_request");
    assertError(
        HTTP.post("/auth/token").basic(CLIENT, "x".repeat(5000)).body(FORM, GOOD).send(),
        401,
        "invalid_client");
  }

  @Test
  @DisplayName("lying content types: a form that is JSON, JSON that is a form, and neither")
  void contentTypes() {
    Map<String, String> quoted = good();
    quoted.replaceAll((_, each) -> quoted(each));
    assertError(HTTP.post("/auth/token").body(FORM, json(quoted)).send(), 400, "invalid_request");
    assertError(byBasic().json(GOOD).send(), 400, "invalid_request");
    for (String type :
        List.of(
            "text/plain",
            "text/html",
            "application/xml",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/json; charset=utf-7",
            "application/x-www-form-urlencoded, application/json",
            "application",
            "*/*",
            ";")) {
      Answer answer = byBasic().body(type, GOOD).send();
      assertError(answer, 415, "invalid_request");
    }
    assertThat(
            byBasic().header("Content-Type", FORM).body("application/json", GOOD).send().status())
        .isIn(400, 415);
  }

  @Test
  @DisplayName("NUL bytes in each parameter, in Basic and in the names of parameters")
  void nul() {
    for (String name : good().keySet()) {
      Map<String, String> parameters = good();
      parameters.put(name, parameters.get(name) + "\u0000");
      // There it is a character as any other, and they are wrong.
      if (name.equals("password")) {
        assertError(form(parameters), 400, "invalid_grant");
        continue;
      }
      if (name.equals("client_secret")) {
        assertError(form(parameters), 401, "invalid_client");
        continue;
      }
      assertError(form(parameters), 400, "invalid_request");
      Map<String, String> quoted = good();
      quoted.replaceAll((_, each) -> quoted(each));
      quoted.put(name, quoted("a\\u0000"));
      assertError(HTTP.post("/auth/token").json(json(quoted)).send(), 422, "invalid_request");
    }
    for (String basic :
        List.of(
            CLIENT + "\u0000:" + SECRET,
            CLIENT + ":" + SECRET + "\u0000",
            CLIENT + "%00:" + SECRET,
            CLIENT + ":" + SECRET + "%00",
            "%00:%00",
            "%ED%A0%80:x",
            "%C0%80:x",
            "\u0000:\u0000")) {
      Answer answer =
          HTTP.post("/auth/token")
              .header(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
              .body(FORM, GOOD)
              .send();
      assertError(answer, 401, "invalid_client");
      Answer read =
          HTTP.get(Target.PATIENT)
              .header(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
              .send();
      Target.assertOutcome(read, 401, "login");
    }
    assertError(byBasic().body(FORM, GOOD + "&%00=x").send(), 400, "invalid_request");
  }

  @Test
  @DisplayName("SQL, LDAP, templates and patterns as names, passwords, ids and secrets")
  void injected() {
    for (String text :
        List.of(
            "' or '1'='1",
            "'; drop table \"user\"; --",
            "admin'--",
            "*",
            "*)(uid=*))(|(uid=*",
            "%",
            "_%",
            "${jndi:ldap://localhost/x}",
            "{{7*7}}",
            "$2a$10$" + "x".repeat(53),
            "\\",
            "\u2019 or \u20191\u2019=\u20191",
            "\ud83d\ude00",
            "\u202e" + USER)) {
      Answer name =
          byBasic().form("grant_type", "password", "username", text, "password", PASSWORD).send();
      assertError(name, 400, "invalid_grant");
      Answer client =
          HTTP.post("/auth/token").basic(text.replace(":", ""), SECRET).body(FORM, GOOD).send();
      assertError(client, 401, "invalid_client");
      Map<String, String> parameters = good();
      parameters.put("client_id", text);
      assertError(form(parameters), 401, "invalid_client");
      parameters = good();
      parameters.put("grant_type", text);
      assertError(form(parameters), 400, "unsupported_grant_type");
    }
  }
}
