package dev.andiron.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.TestPostgres;
import dev.andiron.contract.StoredParameters;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
@DisplayName("Several nodes: a search parameter that is stored on one is searched by on all")
class SearchParameterNodesTest {
  private static final int RESOURCES = 60;

  private static void put(TestApp node, String path, String json) {
    var answer = node.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static String basic(int value) {
    return "{\"code\":{\"text\":\"x\"},\"extension\":[{\"url\":\"http://e/n\",\"valueInteger\":%d}]}"
        .formatted(value);
  }

  @Test
  @DisplayName("while both nodes write, over and over, no resource is left out")
  void whileBothWrite() throws ExecutionException, InterruptedException {
    DatabaseUrl database = TestPostgres.newUrl();
    try (TestApp a = TestApp.start(database, Map.of());
        TestApp b = TestApp.start(database, Map.of());
        ExecutorService writers = Executors.newFixedThreadPool(4)) {
      Map<String, Integer> written = new ConcurrentHashMap<>();
      AtomicBoolean over = new AtomicBoolean();
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        TestApp node = writer % 2 == 0 ? a : b;
        String name = "w" + writer;
        all.add(
            writers.submit(() -> {
              while (!over.get()) {
                String id = name + "-" + ThreadLocalRandom.current().nextInt(RESOURCES);
                int value = ThreadLocalRandom.current().nextInt(1000);
                put(node, "/Basic/" + id, basic(value));
                written.put(id, value);
              }
            }));
      }
      StoredParameters onA = new StoredParameters(a);
      StoredParameters onB = new StoredParameters(b);
      for (int round = 0; round < 6; round++) {
        String code = "n" + round;
        StoredParameters on = round % 2 == 0 ? onA : onB;
        StoredParameters other = round % 2 == 0 ? onB : onA;
        Await.until("something is written", StoredParameters.LIMIT, () -> written.size() > 20);
        on.stored(code, "Basic", "number", "Basic.extension('http://e/n').value.ofType(integer)");
        Await.until("the other node knows it", StoredParameters.LIMIT, () -> knows(other, code));
        on.found("/Basic?" + code + "=1");
        other.found("/Basic?" + code + "=1");
        assertThat(other.found("/Basic?_summary=count&" + code + ":missing=true")).isEmpty();
        assertThat(missing(other, code)).isZero();
      }
      over.set(true);
      for (Future<?> each : all) {
        each.get();
      }
      written.forEach((id, value) -> {
        for (int round = 0; round < 6; round++) {
          assertThat(onA.found("/Basic?_id=%s&n%d=%d".formatted(id, round, value)))
              .as("n" + round)
              .containsExactly(id);
        }
      });
      assertThat(a.asRoot("DELETE", "/SearchParameter/basic-n0").send().status()).isEqualTo(200);
      Await.until(
          "the other node does not search by it any more",
          StoredParameters.LIMIT,
          () -> !knows(onB, "n0"));
    }
  }

  private static boolean knows(StoredParameters node, String code) {
    int status = node.search("/Basic?" + code + "=1").status();
    assertThat(status).isIn(200, 400, 503);
    return status != 400;
  }

  private static long missing(StoredParameters node, String code) {
    String total =
        String.valueOf(
            node.search("/Basic?_summary=count&" + code + ":missing=true").json().get("total"));
    return Long.parseLong(Objects.requireNonNull(total.replaceAll("[^0-9]", "")));
  }

  @Test
  @DisplayName("a node that was down while it was stored, and one that starts anew, know it")
  void down() {
    DatabaseUrl database = TestPostgres.newUrl();
    try (TestApp a = TestApp.start(database, Map.of())) {
      put(a, "/Basic/b", basic(7));
      new StoredParameters(a)
          .stored("n", "Basic", "number", "Basic.extension('http://e/n').value.ofType(integer)");
    }
    try (TestApp b = TestApp.start(database, Map.of())) {
      StoredParameters onB = new StoredParameters(b);
      assertThat(onB.found("/Basic?n=7")).containsExactly("b");
      put(b, "/Basic/c", basic(8));
      try (TestApp c = TestApp.start(database, Map.of())) {
        assertThat(new StoredParameters(c).found("/Basic?n=8")).containsExactly("c");
        assertThat(onB.search("/Basic?n=7").status()).as("nothing is indexed anew").isEqualTo(200);
      }
    }
  }
}
