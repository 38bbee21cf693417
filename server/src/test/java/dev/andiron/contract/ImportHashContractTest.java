package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("POST /auth/import-hash: passwords of which only a hash is known")
class ImportHashContractTest {
  private static final String PATH = "/auth/import-hash";
  private static final String BCRYPT =
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  /// A kind, a password, and what other programs make of it.
  record Hash(String kind, String password, String json) {
    @Override
    public String toString() {
      return kind;
    }
  }

  private static String text(String value) {
    return JsonWriter.text(Json.of(value));
  }

  private static Hash text(String kind, String password, String hash) {
    return new Hash(kind, password, text(hash));
  }

  private static Hash keycloak(
      String kind, String password, String credentialData, String secretData) {
    JsonObject credential =
        JsonObject.builder()
            .put("id", "95df9f4b-4ee8-4ce2-8b5b-8ca9f6a0ea2b")
            .put("type", "password")
            .put("userLabel", "My password")
            .put("createdDate", 1776007399750L)
            .put("secretData", secretData)
            .put("credentialData", credentialData)
            .build();
    return new Hash("keycloak-" + kind, password, credential.toString());
  }

  static final List<Hash> HASHES =
      List.of(
          text(
              "aidbox",
              "test",
              "$s0$f0801$72nz8sgiT91maOn8zzOppA==$PtBarKD+2TafNX+k7sBeejnvfl+N5o2VhAGA7y+JIRA="),
          text(
              "argon2id",
              "password",
              "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
          text(
              "scrypt",
              "pleaseletmein",
              "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU"
                  + "$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"),
          text("bcrypt-2b", "U*U", BCRYPT),
          text("bcrypt-2a", "abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
          text("bcrypt-2y", "U*U", BCRYPT.replace("$2b$", "$2y$")),
          keycloak(
              "pbkdf2-sha256",
              "Password",
              "{\"hashIterations\":80000,\"algorithm\":\"pbkdf2-sha256\"}",
              "{\"value\":\"TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1ah1CWhIlgzVJrbhBtRybMXaicr3ruh0HhHj2Kzl/M8jQ==\","
                  + "\"salt\":\"TmFDbA==\"}"),
          keycloak(
              "argon2",
              "password",
              "{\"hashIterations\":2,\"algorithm\":\"argon2\",\"additionalParameters\":{"
                  + "\"hashLength\":[\"32\"],\"memory\":[\"65536\"],\"type\":[\"id\"],"
                  + "\"version\":[\"1.3\"],\"parallelism\":[\"1\"]}}",
              "{\"value\":\"CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc=\",\"salt\":\"c29tZXNhbHQ=\","
                  + "\"additionalParameters\":{}}"));

  private static TestApp app;

  @BeforeAll
  static void start() {
    app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.SIGN_IN_FAILURES, "0"));
    put("/Client/app", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static void put(String path, String json) {
    Answer answer = app.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static Answer take(String user, String hash) {
    return app.asRoot("POST", PATH)
        .json("{\"userId\":\"" + user + "\",\"passwordHash\":" + hash + "}")
        .send();
  }

  private static Answer signIn(String user, String password) {
    return app.http()
        .post("/auth/token")
        .basic("app", "secret")
        .form("grant_type", "password", "username", user, "password", password)
        .send();
  }

  private static String stored(String user) {
    DatabaseUrl url = app.database();
    try (Pool pool = Pool.open(url, 1)) {
      return Objects.requireNonNull(
          pool.database()
              .first(
                  Statement.of("select value from credential where owner_id = ?", user),
                  row -> row.text(1)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("HASHES")
  @DisplayName("its password signs in, no other does, and from then on it is a hash of ours")
  void signsIn(Hash hash) {
    String user = "imported-" + hash.kind();
    put("/User/" + user, "{}");
    Answer taken = take(user, hash.json());
    assertThat(taken.status()).as(taken.body()).isEqualTo(204);
    assertThat(taken.header("Cache-Control")).isEqualTo("no-store");
    assertThat(signIn(user, hash.password() + "x").status()).isEqualTo(400);
    assertThat(stored(user)).doesNotContain("m=19456");
    assertThat(signIn(user, hash.password()).status()).isEqualTo(200);
    assertThat(stored(user)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(signIn(user, hash.password()).status()).isEqualTo(200);
    assertThat(app.asRoot("GET", "/User/" + user + "/_history").send().body())
        .contains("\"total\":2")
        .doesNotContain("passwordHash", "$");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"password\"                                       | is of no format",
        "\"$1$salt$0123456789abcdef\"                       | is of no format",
        "\"$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\" | is of no format",
        "\"$2b$05$CCCC\"                                    | is broken: bcrypt",
        "\"$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\" | too long or too much",
        "\"$argon2id$v=19$m=4194304,t=3,p=4$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc\" | too much memory: m is not in",
        "\"$argon2id$v=19$m=65536,t=999999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc\" | t is not in",
        "\"$s0$180801$72nz8sgiT91maOn8zzOppA==$PtBarKD+2TafNX+k7sBeejnvfl+N5o2VhAGA7y+JIRA=\" | 128·N·r is over",
        "\"$pbkdf2-sha256$i=999999999,l=32$TmFDbA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc\" | i is not in",
        "7                                                  | must be a text, or a credential",
        "[\"$2b$\"]                                         | must be a text, or a credential",
        "{}                                                 | lacks credentialData",
        "{\"type\":\"otp\"}                                 | has another type than password",
        "{\"credentialData\":\"{\",\"secretData\":\"{}\"}   | has credentialData that is no JSON",
        "{\"credentialData\":\"{}\",\"secretData\":\"{}\"}  | lacks a good credentialData.algorithm",
        "{\"credentialData\":\"{\\\"algorithm\\\":\\\"md5\\\",\\\"hashIterations\\\":1}\",\"secretData\":\"{\\\"salt\\\":\\\"c2FsdA==\\\",\\\"value\\\":\\\"c2FsdA==\\\"}\"} | has another credentialData.algorithm",
        "{\"credentialData\":\"{\\\"algorithm\\\":\\\"pbkdf2\\\",\\\"hashIterations\\\":1e9}\",\"secretData\":\"{\\\"salt\\\":\\\"c2FsdA==\\\",\\\"value\\\":\\\"c2FsdA==\\\"}\"} | is broken",
        "{\"credentialData\":\"{\\\"algorithm\\\":\\\"pbkdf2\\\",\\\"hashIterations\\\":1}\",\"secretData\":\"{\\\"salt\\\":\\\"c2$sdA==\\\",\\\"value\\\":\\\"c2FsdA==\\\"}\"} | lacks a good secretData.salt"
      })
  @DisplayName(
      "what cannot be verified, or would take too long, is refused by its name, unrepeated")
  void unfit(String hash, String fault) {
    put("/User/unfit", "{}");
    Answer answer = take("unfit", hash);
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.text("error_description"))
        .startsWith("passwordHash ")
        .contains(fault.replace("·", "?"))
        .doesNotContain("CCCC", "c29t", "72nz", "TmFD", "0123");
    assertThat(signIn("unfit", "U*U").status()).isEqualTo(400);
  }

  @Test
  @DisplayName("a password that is set stays; so do users and bodies that make no sense")
  void refused() {
    put("/User/has-one", "{\"password\":\"zq3 kw8v zq3\"}");
    Answer answer = take("has-one", text(BCRYPT));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(signIn("has-one", "zq3 kw8v zq3").status()).isEqualTo(200);
    assertThat(signIn("has-one", "U*U").status()).isEqualTo(400);
    assertThat(take("no-such-user", text(BCRYPT)).status()).isEqualTo(404);
    for (String body :
        List.of(
            "{}",
            "[]",
            "{\"userId\":\"has-one\"}",
            "{\"passwordHash\":\"" + BCRYPT + "\"}",
            "{\"userId\":\"has-one\",\"passwordHash\":\"" + BCRYPT + "\",\"replace\":true}")) {
      Answer malformed = app.asRoot("POST", PATH).json(body).send();
      assertThat(malformed.status()).as(body).isEqualTo(400);
      assertThat(malformed.body()).doesNotContain("CCCC");
    }
  }

  @Test
  @DisplayName("only for whom a policy allows it: not for who may write their own User")
  void policy() {
    put("/User/self", "{\"password\":\"zq3 kw8v zq3\"}");
    put("/User/hashless", "{}");
    put(
        "/AccessPolicy/self-writes",
        """
        {"engine":"matcho","matcho":{"uri":{"$one-of":["/User/self","/User/hashless"]}},
         "link":[{"reference":"User/self"}]}
        """);
    String token = signIn("self", "zq3 kw8v zq3").text("access_token");
    String body = "{\"userId\":\"hashless\",\"passwordHash\":\"" + BCRYPT + "\"}";
    assertThat(app.http().post(PATH).json(body).send().status()).isEqualTo(401);
    assertThat(app.http().post(PATH).bearer(token).json(body).send().status()).isEqualTo(403);
    // Nor by any other way: it is no element of a User, and its password is a password.
    for (Map.Entry<String, String> way :
        Map.of("passwordHash", "passwordHash", "password", "form of a hash").entrySet()) {
      for (String method : List.of("PUT", "PATCH")) {
        Answer answer =
            app.http()
                .call(method, "/User/hashless")
                .bearer(token)
                .json("{\"" + way.getKey() + "\":\"" + BCRYPT + "\"}")
                .send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains(way.getValue()).doesNotContain("CCCC");
      }
    }
    assertThat(signIn("hashless", "U*U").status()).isEqualTo(400);
    assertThat(signIn("hashless", BCRYPT).status()).isEqualTo(400);
    Answer changed =
        app.http()
            .post("/auth/change-password")
            .bearer(token)
            .form("currentPassword", "zq3 kw8v zq3", "newPassword", BCRYPT)
            .send();
    assertThat(changed.status()).isEqualTo(422);
    assertThat(changed.text("error_description")).contains("form of a hash");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$argon2id$v=19", "$2b$ for lunch, please", "$s0$", "a$b$c$d$e$f"})
  @DisplayName("a password with dollar signs that is no hash is a password")
  void dollars(String password) {
    put("/User/dollars", "{\"password\":" + text(password) + "}");
    assertThat(signIn("dollars", password).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("policies see whose it is, and neither the hash nor the salt")
  void unseen() {
    put("/Client/importer", "{\"secret\":\"secret\",\"grant_types\":[\"basic\"]}");
    put("/User/seen", "{}");
    String secretData = "{\\\"value\\\":\\\"c2VjcmV0\\\",\\\"salt\\\":\\\"c2FsdHNhbHQ=\\\"}";
    String text = "\"" + BCRYPT + "\"";
    Map<String, String> askedOf =
        Map.of(
            "{\"passwordHash\":\"present?\"}",
            text,
            "{\"passwordHash\":{\"secretData\":\"present?\"}}",
            "{\"credentialData\":\"{}\",\"secretData\":\"" + secretData + "\"}");
    askedOf.forEach((asked, hash) -> {
      put(
          "/AccessPolicy/importer",
          """
          {"engine":"matcho","matcho":{"body":%s},"link":[{"reference":"Client/importer"}]}
          """
              .formatted(asked));
      assertThat(importing(hash)).as(asked).isEqualTo(403);
    });
    put(
        "/AccessPolicy/importer",
        """
        {"engine":"matcho","matcho":{"operation":{"id":"AuthImportHash"},"body":{"userId":"seen"}},
         "link":[{"reference":"Client/importer"}]}
        """);
    assertThat(importing(text)).isEqualTo(204);
  }

  private static int importing(String hash) {
    return app.http()
        .post(PATH)
        .basic("importer", "secret")
        .json("{\"userId\":\"seen\",\"passwordHash\":" + hash + "}")
        .send()
        .status();
  }
}
