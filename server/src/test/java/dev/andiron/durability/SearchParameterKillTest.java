package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import dev.andiron.pg.embedded.TestFolders;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
@DisplayName("kill -9 while a stored search parameter is indexed")
class SearchParameterKillTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PATIENTS = 450; // more than two batches

  private final int port = ServerProcess.freePort();
  private final Http http = ServerProcess.http(port);
  private Path folder;

  @BeforeEach
  void makeFolder() {
    folder = ServerProcess.newFolder();
  }

  @AfterEach
  void deleteFolder() {
    TestFolders.delete(folder);
  }

  private Http.Answer asRoot(String method, String path, String json) {
    Http.Call call = http.call(method, path).basic("root", TestApp.ROOT_SECRET);
    return json.isEmpty() ? call.send() : call.json(json).send();
  }

  private int count() {
    Http.Answer answer = asRoot("GET", "/Patient?active-here=true&_summary=count", "");
    assertThat(answer.status()).as(answer.body()).isIn(200, 503);
    return answer.status() == 503
        ? -1
        : Integer.parseInt(answer.body().replaceAll("(?s).*\"total\":\\s*([0-9]+).*", "$1"));
  }

  @Test
  @DisplayName("it goes on where it was, and is whole then")
  void goesOn() {
    Path data = folder.resolve("data");
    ServerProcess server = ServerProcess.serve(data, port);
    try {
      for (int i = 0; i < PATIENTS; i++) {
        String id = "/Patient/p%03d".formatted(i);
        assertThat(asRoot("PUT", id, "{\"active\":true}").status()).isEqualTo(201);
      }
      try (Pool pool = Pool.open(ServerProcess.database(data), 1)) {
        ServerProcess first = server;
        pool.database()
            .transaction(transaction -> {
              // The walk comes so far and no further.
              transaction.first(
                  Statement.of("select id from patient where id = 'p300' for update"),
                  row -> row.text(1));
              assertThat(
                      asRoot(
                              "PUT",
                              "/SearchParameter/s",
                              """
                              {"resourceType": "SearchParameter", "status": "active", "name": "S",
                               "url": "http://example.org/s", "description": "s", "type": "token",
                               "code": "active-here", "base": ["Patient"],
                               "expression": "Patient.active"}
                              """)
                          .status())
                  .isEqualTo(201);
              Await.until(
                  "the first batch is done",
                  LIMIT,
                  () -> asRoot("GET", "/$search-index", "").body().contains("\"done\":200"));
              assertThat(count()).isEqualTo(-1);
              first.kill();
              return null;
            });
      } catch (dev.andiron.pg.DatabaseException e) {
        assertThat(e.isUnavailable()).isTrue(); // its PostgreSQL went with it
      }
      server = ServerProcess.serve(data, port);
      Await.until("the rest is done", LIMIT, () -> count() >= 0);
      assertThat(count()).isEqualTo(PATIENTS);
    } finally {
      server.close();
    }
  }
}
