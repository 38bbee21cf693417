package dev.andiron.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.main.TestApp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 search: the links of pages, while others insert, update and delete")
class PagingUnderWritesTest {
  private static final int STAYING = 90;
  private static final int WRITERS = 2;
  private static final TestApp APP = TestApp.start();
  private static final Set<String> STAY =
      IntStream.range(0, STAYING).mapToObj(i -> "stays" + i).collect(Collectors.toSet());

  @BeforeAll
  static void resources() {
    for (int i = 0; i < STAYING; i++) {
      put("stays" + i, i);
    }
  }

  @AfterAll
  static void stop() {
    APP.close();
  }

  private static void put(String id, int i) {
    String json =
        "{\"name\":[{\"family\":\"F%d\"}],\"gender\":\"%s\"%s}"
            .formatted(
                i % 9,
                i % 2 == 0 ? "male" : "female",
                i % 5 == 0 ? "" : ",\"birthDate\":\"19%02d-01-01\"".formatted(i % 30));
    assertThat(APP.asRoot("PUT", "/Patient/" + id).json(json).send().status()).isIn(200, 201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&_sort=family",
        "&_sort=gender,-birthdate",
        "&_sort=-birthdate,family",
        "&_sort=-_lastUpdated",
        "&family=f&_sort=-_id",
        "&gender=male,female&_sort=birthdate"
      })
  @DisplayName("next and previous neither skip nor repeat what stays unchanged")
  @Timeout(120)
  void walk(String query) throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger writes = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      Random random = new Random(w);
      writers.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!done.get()) {
                  String id = "moves" + random.nextInt(40);
                  if (random.nextInt(3) == 0) {
                    APP.asRoot("DELETE", "/Patient/" + id).send();
                  } else {
                    put(id, random.nextInt(90));
                  }
                  writes.incrementAndGet();
                }
              }));
    }
    try {
      for (int round = 0; round < 2 || writes.get() < 30; round++) {
        List<String> there = new ArrayList<>();
        String last = follow("/Patient?_count=7" + query, "next", there);
        assertThat(there).doesNotHaveDuplicates();
        assertThat(new HashSet<>(there)).isEqualTo(STAY);

        List<String> back = new ArrayList<>();
        follow(last, "previous", back);
        assertThat(back).doesNotHaveDuplicates();
        assertThat(new HashSet<>(back)).isEqualTo(STAY);
      }
    } finally {
      done.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&_sort=family", "&_sort=-birthdate,family", "&_sort=-_id"})
  @DisplayName("a page of which everything was deleted still leads back, and past nothing")
  void emptiedPage(String sort) {
    for (int i = 0; i < 4; i++) {
      putOfTown("left" + i, i);
    }
    String query = "/Patient?address-city=emptied&_count=2" + sort;
    Answer first = APP.asRoot("GET", query).send();
    String next = requireNonNull(first.link("next"));
    Answer second = APP.asRoot("GET", next).send();
    String previous = requireNonNull(second.link("previous"));

    ids(second).forEach(PagingUnderWritesTest::delete);
    Answer emptied = APP.asRoot("GET", next).send();
    assertThat(ids(emptied)).isEmpty();
    assertThat(emptied.link("next")).isNull();
    Answer back = APP.asRoot("GET", requireNonNull(emptied.link("previous"))).send();
    assertThat(ids(back)).isEqualTo(ids(first));

    ids(first).forEach(PagingUnderWritesTest::delete);
    ids(second).forEach(id -> putOfTown(id, Integer.parseInt(id.substring(4))));
    emptied = APP.asRoot("GET", previous).send();
    assertThat(ids(emptied)).isEmpty();
    assertThat(emptied.link("previous")).isNull();
    Answer on = APP.asRoot("GET", requireNonNull(emptied.link("next"))).send();
    assertThat(ids(on)).isEqualTo(ids(second));
    ids(second).forEach(PagingUnderWritesTest::delete);
  }

  private static void putOfTown(String id, int i) {
    String json =
        "{\"address\":[{\"city\":\"Emptied\"}],\"name\":[{\"family\":\"F%d\"}]%s}"
            .formatted(i / 2, i == 3 ? "" : ",\"birthDate\":\"190%d\"".formatted(i));
    assertThat(APP.asRoot("PUT", "/Patient/" + id).json(json).send().status()).isIn(200, 201);
  }

  private static void delete(String id) {
    assertThat(APP.asRoot("DELETE", "/Patient/" + id).send().status()).isEqualTo(200);
  }

  private static List<String> ids(Answer page) {
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    return page.resources().stream()
        .map(resource -> requireNonNull(resource.string("id")))
        .toList();
  }

  /// Follows the links to the end; the last page's address.
  private static String follow(String from, String relation, List<String> staying) {
    String at = from;
    @Nullable String next = from;
    while (next != null) {
      at = next;
      Answer page = APP.asRoot("GET", at).send();
      ids(page).stream().filter(id -> id.startsWith("stays")).forEach(staying::add);
      next = page.link(relation);
    }
    return at;
  }
}
