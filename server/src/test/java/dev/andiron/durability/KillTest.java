package dev.andiron.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Database;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import dev.andiron.pg.embedded.TestFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName(
    "kill -9 in the middle of writes: what was acknowledged is there, and nothing by halves")
class KillTest {
  private static final Logger LOG = LoggerFactory.getLogger(KillTest.class);
  private static final int WRITERS = 6;
  private static final String PASSWORD = "a-password-of-the-tests";

  /// What one patient was acknowledged to be, and what else it may be: the request in flight when
  /// the server died has become true or has not.
  private record Patient(String family, boolean deleted, long version) {
    /// A deletion does not show its version.
    boolean isShownAs(@Nullable Patient other) {
      return equals(other) || (deleted && other != null && other.deleted());
    }
  }

  private final Map<String, Patient> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Patient> inFlight = new ConcurrentHashMap<>();
  private final Map<String, Boolean> tokens = new ConcurrentHashMap<>(); // whether it is good
  private final Map<String, Boolean> closing = new ConcurrentHashMap<>();
  private final AtomicInteger names = new AtomicInteger();
  private final int port = ServerProcess.freePort();
  private final Http http = ServerProcess.http(port);
  private Path folder;
  private Path data;

  @BeforeEach
  void makeFolder() {
    folder = ServerProcess.newFolder();
    data = folder.resolve("data");
  }

  @AfterEach
  void deleteFolder() {
    TestFolders.delete(folder);
  }

  @Test
  @DisplayName("three times")
  void threeTimes() throws Exception {
    killed(3);
  }

  @Test
  @Tag("full")
  @DisplayName("twenty times")
  void twentyTimes() throws Exception {
    killed(20);
  }

  private void killed(int times) throws Exception {
    Random random = new Random(times);
    ServerProcess server = ServerProcess.serve(data, port);
    try {
      prepare();
      for (int i = 0; i < times; i++) {
        run(server, random);
        long postmaster = postmaster();
        long began = System.nanoTime();
        server = ServerProcess.serve(data, port);
        LOG.info(
            "kill {}: {} patients and {} tokens acknowledged, up again after {} ms",
            i + 1,
            acknowledged.size(),
            tokens.size(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        assertThat(isRunning(postmaster)).as("the PostgreSQL before").isFalse();
        check();
      }
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(143);
      assertThat(cluster().resolve("postmaster.pid")).doesNotExist();
    } finally {
      server.close();
    }
  }

  private Http.Call asRoot(String method, String path) {
    return http.call(method, path).basic("root", TestApp.ROOT_SECRET);
  }

  private void put(String path, String json) {
    assertThat(asRoot("PUT", path).json(json).send().status()).isIn(200, 201);
  }

  private void prepare() {
    put("/Client/web", "{\"secret\":\"s\",\"grant_types\":[\"password\"]}");
    put(
        "/Client/jwt",
        "{\"secret\":\"s\",\"grant_types\":[\"password\"],"
            + "\"auth\":{\"password\":{\"token_format\":\"jwt\"}}}");
    put("/User/u", "{\"password\":\"" + PASSWORD + "\"}");
    put(
        "/AccessPolicy/u",
        "{\"engine\":\"allow\",\"link\":[{\"resourceType\":\"User\",\"id\":\"u\"}]}");
    for (String client : List.of("web", "jwt")) {
      tokens.put(signIn(client), true);
    }
  }

  private String signIn(String client) {
    Answer answer =
        http.post("/auth/token")
            .basic(client, "s")
            .form("grant_type", "password", "username", "u", "password", PASSWORD)
            .send();
    assertThat(answer.status()).isEqualTo(200);
    return answer.text("access_token");
  }

  /// Writes from all sides until the kill comes.
  private void run(ServerProcess server, Random random) throws Exception {
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WRITERS; i++) {
        Random own = new Random(random.nextLong());
        String mine = "w" + i;
        writers.add(threads.submit(() -> writePatients(mine, own)));
      }
      writers.add(threads.submit(() -> signInAndOut("web")));
      writers.add(threads.submit(() -> signInAndOut("jwt")));
      // Not a wait for anything: the kill is to come at any moment of the writes.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1000 + random.nextInt(2000)));
      server.kill();
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
  }

  private void writePatients(String mine, Random random) {
    try {
      while (true) {
        String id = mine + "-" + random.nextInt(40);
        Patient before = acknowledged.get(id);
        long next = before == null ? 1 : before.version() + 1;
        boolean delete = before != null && !before.deleted() && random.nextInt(4) == 0;
        String family = "family" + names.incrementAndGet() + "x";
        Patient after = new Patient(delete ? "" : family, delete, next);
        inFlight.put(id, after);
        Answer answer =
            delete
                ? asRoot("DELETE", "/Patient/" + id).send()
                : asRoot("PUT", "/Patient/" + id)
                    .json("{\"name\":[{\"family\":\"%s\"}]}".formatted(family))
                    .send();
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        acknowledged.put(id, after);
        inFlight.remove(id);
      }
    } catch (UncheckedIOException e) {
      // killed
    }
  }

  private void signInAndOut(String client) {
    try {
      for (int i = 0; ; i++) {
        String token = signIn(client);
        tokens.put(token, true);
        if (i % 2 == 0) {
          closing.put(token, true);
          assertThat(http.delete("/Session").bearer(token).send().status()).isEqualTo(200);
          tokens.put(token, false);
          closing.remove(token);
        }
      }
    } catch (UncheckedIOException e) {
      // killed
    }
  }

  private long postmaster() {
    try {
      return Long.parseLong(
          Files.readAllLines(cluster().resolve("postmaster.pid")).getFirst().strip());
    } catch (IOException e) {
      return Long.MAX_VALUE; // it ended with its server already
    }
  }

  /// A process that ended and that nobody has asked about yet has no arguments any more.
  private boolean isRunning(long postmaster) {
    return ProcessHandle.of(postmaster)
        .flatMap(process -> process.info().arguments())
        .filter(arguments -> List.of(arguments).contains(cluster().toString()))
        .isPresent();
  }

  private Path cluster() {
    return data.resolve("postgresql/cluster");
  }

  private void check() {
    inFlight.forEach((id, maybe) -> {
      if (maybe.isShownAs(now(id))) {
        acknowledged.put(id, maybe);
      } else if (!acknowledged.containsKey(id)) {
        assertThat(now(id)).as("Patient/%s, in flight %s", id, maybe).isNull();
      } // else it is to be what was acknowledged
    });
    inFlight.clear();
    acknowledged.forEach((id, patient) -> {
      Patient is = now(id);
      assertThat(patient.isShownAs(is)).as("Patient/%s %s: %s", id, patient, is).isTrue();
      if (!patient.deleted()) {
        assertThat(asRoot("GET", "/Patient?family=" + patient.family()).send().resources())
            .singleElement()
            .satisfies(found -> assertThat(found.string("id")).isEqualTo(id));
      }
    });
    tokens.forEach((token, good) -> {
      int status = http.get("/Patient/none").bearer(token).send().status();
      if (closing.containsKey(token)) {
        assertThat(status).isIn(401, 404);
      } else {
        assertThat(status).isEqualTo(good ? 404 : 401);
      }
    });
    closing.forEach((token, _) ->
        tokens.put(token, http.get("/Patient/none").bearer(token).send().status() == 404));
    closing.clear();
    assertNothingByHalves();
  }

  /// As the server shows it, in the form in which it was written down; null where it never was.
  private @Nullable Patient now(String id) {
    Answer answer = asRoot("GET", "/Patient/" + id).send();
    if (answer.status() == 404) {
      return null;
    }
    if (answer.status() == 410) {
      return new Patient("", true, 0);
    }
    assertThat(answer.status()).isEqualTo(200);
    String family = answer.body().replaceFirst("(?s).*\"family\":\"(.*?)\".*", "$1");
    String version = String.valueOf(answer.header("ETag")).replaceAll("\\D", "");
    return new Patient(family, false, Long.parseLong(version));
  }

  private static final List<String> HALVES =
      List.of(
          // every version from the first to the current one, without a gap
          """
          select p.id from patient p where (select count(*) from patient_history h
            where h.id = p.id) <> p.version - 1
          """,
          "select id from patient_history h where version > 1 and not exists (select 1 from"
              + " patient_history b where b.id = h.id and b.version = h.version - 1)",
          """
          select id from (select distinct on (id) id, deleted from patient_history
            order by id, version desc) latest
          where not deleted and id not in (select id from patient)
          """,
          // index rows and resources
          "select id from patient where id not in (select id from search_string_1)",
          """
          select i.id from search_string_1 i where not exists (select 1 from patient p
            where p.id = i.id and lower(p.resource #>> '{name,0,family}') = i.value)
            and i.value like 'family%x'
          """,
          // credentials and owners
          "select owner_id from credential c where owner_type = 'User' and not exists"
              + " (select 1 from \"user\" u where u.id = c.owner_id)",
          "select owner_id from credential c where owner_type = 'Client' and not exists"
              + " (select 1 from client u where u.id = c.owner_id)",
          "select user_id from sign_in_name n where not exists"
              + " (select 1 from \"user\" u where u.id = n.user_id)",
          // sessions, their states and tokens
          "select id from session_state where closed_at is null and id not in"
              + " (select id from session)",
          "select id from session where id not in (select id from session_state)",
          "select session_id from access_token where session_id not in"
              + " (select id from session_state)",
          "select s.id from session_state s where s.client_id = 'web' and not exists"
              + " (select 1 from access_token t where t.session_id = s.id)",
          // records: one of each version of a patient, and none of what was never written
          """
          select what from
            (select 'Patient/' || id || '/_history/' || version as what from patient
              union all select 'Patient/' || id || '/_history/' || version from patient_history) v
            full join
            (select e #>> '{what,reference}' as what, count(*) as n
              from auditevent, jsonb_array_elements(resource -> 'entity') e
              where e #>> '{what,reference}' like 'Patient/%/_history/%' group by 1) r using (what)
          where v.what is null or n is distinct from 1
          """,
          "select id from auditevent where id not in (select id from search_date_1)");

  private void assertNothingByHalves() {
    try (Pool pool = Pool.open(ServerProcess.database(data), 2)) {
      Database database = pool.database();
      for (String query : HALVES) {
        assertThat(database.query(Statement.of(query), row -> row.text(1))).as(query).isEmpty();
      }
    }
  }
}
