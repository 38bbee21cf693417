package dev.andiron.durability;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.main.TestApp;
import dev.andiron.pg.embedded.TestFolders;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("kill -9 in the middle of transactions: each is there whole or not at all")
class TransactionKillTest {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionKillTest.class);
  private static final int WRITERS = 4;
  private static final int ENTRIES = 50;

  /// The transactions that were sent since the last start, and whether each was acknowledged.
  private final Map<String, Boolean> sent = new ConcurrentHashMap<>();

  private final AtomicInteger names = new AtomicInteger();
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

  @Test
  @Tag("full")
  @DisplayName("twenty times")
  void twentyTimes() throws Exception {
    Path data = folder.resolve("data");
    Random random = new Random(20);
    int acknowledged = 0;
    int unanswered = 0;
    ServerProcess server = ServerProcess.serve(data, port);
    try {
      for (int i = 0; i < 20; i++) {
        writeAndKill(server, random);
        server = ServerProcess.serve(data, port);
        for (Map.Entry<String, Boolean> transaction : sent.entrySet()) {
          assertWhole(transaction.getKey(), transaction.getValue());
          acknowledged += transaction.getValue() ? 1 : 0;
          unanswered += transaction.getValue() ? 0 : 1;
        }
        sent.clear();
      }
    } finally {
      server.close();
    }
    LOG.info("{} transactions acknowledged, {} killed on their way", acknowledged, unanswered);
    assertThat(acknowledged).isPositive();
    assertThat(unanswered).isPositive();
  }

  private void writeAndKill(ServerProcess server, Random random) throws Exception {
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WRITERS; i++) {
        writers.add(threads.submit(this::write));
      }
      // Not a wait for anything: the kill is to come at any moment of the writes.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(1500)));
      server.kill();
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
  }

  private void write() {
    try {
      while (true) {
        String name = "t" + names.incrementAndGet();
        sent.put(name, false);
        Answer answer = asRoot("POST", "/").json(Bundled.json("transaction", entries(name))).send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        sent.put(name, true);
      }
    } catch (UncheckedIOException e) {
      // killed
    }
  }

  /// Of two types, new ids and given ones, so that it goes both ways to the disk.
  private static List<Entry> entries(String name) {
    List<Entry> entries = new ArrayList<>();
    entries.add(
        Entry.put(
            "Patient/" + name,
            "{'resourceType':'Patient','identifier':[{'value':'%s'}]}".formatted(name)));
    for (int i = 1; i < ENTRIES; i++) {
      entries.add(
          Entry.post(
              "Basic",
              "{'resourceType':'Basic','code':{'text':'c'},'identifier':[{'value':'%s'}],'subject':{'reference':'Patient/%s'}}"
                  .formatted(name, name)));
    }
    return entries;
  }

  private Http.Call asRoot(String method, String path) {
    return http.call(method, path).basic("root", TestApp.ROOT_SECRET);
  }

  private void assertWhole(String name, boolean acknowledged) {
    int status = asRoot("GET", "/Patient/" + name).send().status();
    assertThat(status).isIn(200, 404);
    if (acknowledged) {
      assertThat(status).as(name).isEqualTo(200);
    }
    boolean there = status == 200;
    assertThat(total("/Patient?identifier=" + name)).as(name).isEqualTo(Json.of(there ? 1 : 0));
    for (String query : List.of("identifier=" + name, "subject=Patient/" + name)) {
      assertThat(total("/Basic?" + query)).as(name).isEqualTo(Json.of(there ? ENTRIES - 1 : 0));
    }
  }

  private Json total(String search) {
    Answer found = asRoot("GET", search + "&_summary=count").send();
    assertThat(found.status()).as(found.body()).isEqualTo(200);
    return requireNonNull(found.json().get("total"));
  }
}
