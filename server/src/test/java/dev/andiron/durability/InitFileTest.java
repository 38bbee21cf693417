package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("--init: resources as code, put at every start")
class InitFileTest {
  private static final String LIST =
      """
      - resourceType: Client
        id: init-client
        secret: 0123
        grant_types: [password]
      - resourceType: User
        id: init-user
        email: init@example.org
        password: password
        twoFactor: {enabled: true, secretKey: JBSWY3DPEHPK3PXP}
      - resourceType: AccessPolicy
        id: init-policy
        engine: allow
        link:
          - {resourceType: User, id: init-user}
      """;

  private static final String BUNDLE =
      """
      {"resourceType":"Bundle","type":"transaction","entry":[
        {"resource":{"resourceType":"Client","id":"init-client","secret":"0123",
          "grant_types":["password"]},"request":{"method":"PUT","url":"Client/init-client"}},
        {"resource":{"resourceType":"User","id":"init-user","email":"init@example.org",
          "password":"password",
          "twoFactor":{"enabled":true,"secretKey":"JBSWY3DPEHPK3PXP"}}},
        {"resource":{"resourceType":"AccessPolicy","id":"init-policy","engine":"allow",
          "link":[{"resourceType":"User","id":"init-user"}]}}]}
      """;

  @TempDir private Path folder;

  private TestApp start(DatabaseUrl database, String name, String content) throws Exception {
    Path file = Files.writeString(folder.resolve(name), content);
    return TestApp.start(database, Map.of(Setting.INIT, file.toString()));
  }

  private static String versions(TestApp app) {
    StringBuilder versions = new StringBuilder();
    for (String path :
        new String[] {"Client/init-client", "User/init-user", "AccessPolicy/init-policy"}) {
      Answer answer = app.asRoot("GET", "/" + path).send();
      assertThat(answer.status()).isEqualTo(200);
      versions.append(answer.header("ETag")).append(' ');
    }
    return versions.toString().strip();
  }

  @Test
  @DisplayName("put again, as a list or as a Bundle, it makes no versions and ends no sessions")
  void again() throws Exception {
    DatabaseUrl database = TestPostgres.newUrl();
    String token;
    try (TestApp app = start(database, "init.yaml", LIST)) {
      assertThat(versions(app)).isEqualTo("W/\"1\" W/\"1\" W/\"1\"");
      Answer answer =
          app.http()
              .post("/auth/token")
              .basic("init-client", "0123")
              .form(
                  "grant_type", "password", "username", "init@example.org", "password", "password")
              .send();
      assertThat(answer.status()).isEqualTo(200);
      token = answer.text("access_token");
    }
    for (String name : new String[] {"init.yaml", "init.json", "bundle.json"}) {
      try (TestApp app = start(database, name, name.endsWith("yaml") ? LIST : BUNDLE)) {
        assertThat(versions(app)).as(name).isEqualTo("W/\"1\" W/\"1\" W/\"1\"");
        assertThat(app.http().get("/Client/init-client").bearer(token).send().status())
            .isEqualTo(200);
      }
    }
    try (TestApp app =
        start(
            database,
            "init.yaml",
            LIST.replace("engine: allow", "engine: allow\n  description: d"))) {
      assertThat(versions(app)).isEqualTo("W/\"1\" W/\"1\" W/\"2\"");
      assertThat(app.http().get("/Client/init-client").bearer(token).send().status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'secret: [hidden-secret'                                                    | line
          '- {resourceType: Client, id: c, secert: hidden-secret}'                    | secert
          '- {resourceType: Client, id: c, secret: {a: hidden-secret}}'               | secret
          '- {resourceType: User, id: c, password: hidden-secret, name: 5}'           | name
          '- {resourceType: Session, id: s, refresh_token: hidden-secret}'            | signing in
          '- {resourceType: Nothing, id: s, secret: hidden-secret}'                   | Nothing
          '- {resourceType: Client, id: "a b", secret: hidden-secret}'                | id
          '- {resourceType: Client, id: c, secret: hidden-secret, secret: other}'     | twice
          '- hidden-secret'                                                           | not an object
          'hidden-secret'                                                             | list of resources
          """)
  @DisplayName("what is wrong with it is said in one line, without the secrets in it")
  void refused(String content, String said) throws Exception {
    DatabaseUrl database = TestPostgres.newUrl();
    assertThatThrownBy(() -> start(database, "bad.yaml", content).close())
        .hasMessageStartingWith("--init: " + folder.resolve("bad.yaml"))
        .hasMessageContaining(said)
        .hasMessageNotContaining("hidden-secret")
        .hasMessageNotContaining("\n");
  }
}
