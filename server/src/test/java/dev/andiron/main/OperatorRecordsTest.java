package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.definition.Definitions;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.structure.StructureValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The records of what an operator does with the program itself")
class OperatorRecordsTest {
  private final DatabaseUrl url = TestPostgres.newUrl();

  @TempDir private Path folder;

  private int run(String... arguments) {
    Map<String, String> environment = new HashMap<>(TestApp.environment(url));
    environment.put("ANDIRON_DATA", folder.toString());
    environment.put("ANDIRON_ADMIN_PASSWORD", "not that of the first start");
    return new Commands(environment, Clock.systemUTC()).execute(arguments);
  }

  private static List<JsonObject> found(TestApp app, String query) {
    Answer answer = app.asRoot("GET", "/AuditEvent?_sort=_id&" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.resources();
  }

  private static void isByTheServer(JsonObject event) {
    assertThat(event.array("agent")).hasSize(1);
    assertThat(event.array("agent").toString())
        .contains("urn:andiron:audit", "the server itself", "\"requestor\":true");
    assertThat(new StructureValidator(Definitions.load(), true).check(event).issues()).isEmpty();
  }

  @Test
  @DisplayName("the first start, reset-admin and load into the database")
  void commands() throws IOException {
    Path bundle = folder.resolve("bundle.json");
    Files.writeString(
        bundle,
        """
        {"resourceType": "Bundle", "type": "transaction", "entry": [
          {"resource": {"resourceType": "Patient", "id": "loaded"},
           "request": {"method": "PUT", "url": "Patient/loaded"}},
          {"resource": {"resourceType": "Basic", "code": {"text": "b"}},
           "request": {"method": "POST", "url": "Basic"}}]}
        """);
    TestApp.start(url, Map.of()).close();
    assertThat(run("reset-admin")).isZero();
    assertThat(run("load", "--report", folder.resolve("report").toString(), bundle.toString()))
        .isZero();
    try (TestApp app = TestApp.start(url, Map.of())) {
      List<JsonObject> admin = found(app, "entity=User/admin");
      assertThat(admin).hasSize(2);
      assertThat(admin.getFirst().string("action")).isEqualTo("C");
      assertThat(admin.getLast().string("action")).isEqualTo("U");
      assertThat(admin.getLast().toString())
          .contains("User/admin/_history/2", "110137")
          .doesNotContain("not that of");
      assertThat(found(app, "entity=AccessPolicy/admin-may-do-everything&subtype=110136"))
          .hasSize(1); // the reset found it as it should be
      List<JsonObject> loaded = found(app, "patient=loaded");
      assertThat(loaded).hasSize(1);
      assertThat(loaded.getFirst().toString())
          .contains("\"code\":\"transaction\"", "Patient/loaded/_history/1", "Basic/");
      List.of(admin.getFirst(), admin.getLast(), loaded.getFirst())
          .forEach(OperatorRecordsTest::isByTheServer);
    }
  }

  @Test
  @DisplayName("--init: what it changes, and nothing where all is in place")
  void init() throws IOException {
    Path init = folder.resolve("init.yaml");
    Files.writeString(
        init,
        """
        - {resourceType: AccessPolicy, id: from-init, engine: allow, link: [{resourceType: User, id: u}]}
        """);
    for (int start = 1; start <= 2; start++) {
      try (TestApp app = TestApp.start(url, Map.of(Setting.INIT, init.toString()))) {
        List<JsonObject> policy = found(app, "entity=AccessPolicy/from-init");
        assertThat(policy).hasSize(1);
        isByTheServer(policy.getFirst());
        assertThat(policy.getFirst().toString()).contains("110136");
      }
    }
  }
}
