package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import dev.andiron.crypto.HashingPool;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Guessing at passwords and secrets")
class GuessesTest {
  private static final String HOME = "192.0.2.1";
  private static final String ELSEWHERE = "203.0.113.";

  private final MutableClock clock = new MutableClock();
  private final Database database = TestPostgres.newProductDatabase();
  private final IdentityNode node = node();

  private IdentityNode node() {
    return new IdentityNode(database, clock, new HashingPool(4, 512, Duration.ofSeconds(60)), null);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void person(String id) {
    var _ = node.put("User", id, "{\"password\":\"right\"}");
  }

  private static String said(SignIn.Result result) {
    return switch (result) {
      case SignIn.Result.SignedIn _ -> "in";
      case SignIn.Result.Refused _ -> "wrong";
      case SignIn.Result.TooMany(int retryAfter) -> "wait " + retryAfter;
      case SignIn.Result.Busy _ -> "busy";
    };
  }

  private String right(String name, String from) {
    return said(node.signIn.check(name, "right", from));
  }

  private String wrong(String name, String from) {
    return said(node.signIn.check(name, "false", from));
  }

  private List<String> wrong(int times, String name, String from) {
    return IntStream.range(0, times).mapToObj(_ -> wrong(name, from)).toList();
  }

  /// From as many other sources.
  private void failElsewhere(int times, String name) {
    for (int i = 0; i < times; i++) {
      assertThat(wrong(name, ELSEWHERE + i)).isEqualTo("wrong");
    }
  }

  private String clientSays(String id, String secret, String from) {
    return switch (node.clientAuthentication.check(id, secret, from)) {
      case ClientAuthentication.Result.Proven _ -> "in";
      case ClientAuthentication.Result.Named _ -> "named";
      case ClientAuthentication.Result.Refused _ -> "wrong";
      case ClientAuthentication.Result.TooMany(int retryAfter) -> "wait " + retryAfter;
      case ClientAuthentication.Result.Busy _ -> "busy";
    };
  }

  private static List<String> wrongs(int times) {
    return Collections.nCopies(times, "wrong");
  }

  private long rows(String table) {
    return database
        .query(Statement.of("select count(*) from " + table), row -> row.number(1))
        .getFirst();
  }

  @Test
  @DisplayName(
      "after five failures each next one is waited for twice as long, a quarter of an hour"
          + " at most; the right password waits, too")
  void delays() {
    person("u");
    failElsewhere(5, "u");
    List<Integer> delays = new ArrayList<>();
    for (int delay = 1; delays.size() < 13; delay = Math.min(2 * delay, 900)) {
      delays.add(delay);
      assertThat(wrong("u", HOME)).isEqualTo("wait " + delay);
      assertThat(right("u", HOME)).isEqualTo("wait " + delay);
      clock.forward(Duration.ofSeconds(delay).minusMillis(1));
      assertThat(right("u", HOME)).isEqualTo("wait 1");
      clock.forward(Duration.ofMillis(1));
      assertThat(wrong("u", HOME)).as("after " + delay + " s").isEqualTo("wrong");
    }
    assertThat(delays).startsWith(1, 2, 4, 8).endsWith(512, 900, 900, 900);
    clock.forward(Duration.ofMinutes(15));
    assertThat(right("u", HOME)).isEqualTo("in");
  }

  @Test
  @DisplayName("failures are forgotten an hour after the last one, and not before")
  void forgotten() {
    person("u");
    failElsewhere(4, "u");
    clock.forward(Duration.ofMinutes(59));
    assertThat(wrong("u", HOME)).isEqualTo("wrong");
    assertThat(wrong("u", HOME)).isEqualTo("wait 1");
    clock.forward(Duration.ofHours(1));
    assertThat(wrong(6, "u", HOME))
        .isEqualTo(List.of("wrong", "wrong", "wrong", "wrong", "wrong", "wait 1"));
  }

  @Test
  @DisplayName("a person is not kept out, by whoever guesses elsewhere, of where they signed in")
  void victim() {
    person("u");
    assertThat(right("u", HOME)).isEqualTo("in");
    failElsewhere(5, "u");
    assertThat(right("u", ELSEWHERE + "99")).isEqualTo("wait 1");
    assertThat(right("u", HOME)).isEqualTo("in");
    assertThat(wrong(4, "u", HOME)).isEqualTo(wrongs(4));
    assertThat(right("u", HOME)).isEqualTo("in");
    // What they mistyped is forgotten with that, and it is a small budget all the same.
    assertThat(wrong(6, "u", HOME)).endsWith("wrong", "wait 1").startsWith("wrong");
    assertThat(right("u", HOME)).isEqualTo("wait 1");
    clock.forward(Duration.ofSeconds(1));
    assertThat(right("u", HOME)).isEqualTo("in");
  }

  @Test
  @DisplayName("where a person signed in is known for ninety days after the last time")
  void knownFor() {
    person("u");
    assertThat(right("u", HOME)).isEqualTo("in");
    clock.forward(Duration.ofDays(60));
    assertThat(right("u", HOME)).isEqualTo("in");
    clock.forward(Duration.ofDays(89));
    failElsewhere(5, "u");
    node.guesses.purge();
    assertThat(right("u", HOME)).isEqualTo("in");
    clock.forward(Duration.ofDays(90));
    failElsewhere(5, "u");
    assertThat(right("u", HOME)).isEqualTo("wait 1");
  }

  @Test
  @DisplayName(
      "one password on many names ends after a hundred at a source; those who are known"
          + " there, and other sources, do not notice")
  void spraying() {
    person("staff");
    person("new");
    assertThat(right("staff", HOME)).isEqualTo("in");
    for (int i = 0; i < 100; i++) {
      assertThat(wrong("name" + i, HOME)).isEqualTo("wrong");
    }
    assertThat(wrong("name100", HOME)).isEqualTo("wait 600");
    assertThat(right("new", HOME)).isEqualTo("wait 600");
    assertThat(right("new", HOME + "0")).isEqualTo("in");
    assertThat(wrong("staff", HOME)).isEqualTo("wrong");
    assertThat(right("staff", HOME)).isEqualTo("in");
    clock.forward(Duration.ofMinutes(10));
    assertThat(right("new", HOME)).isEqualTo("in");
  }

  @Test
  @DisplayName(
      "a thousand failures of whatever names from whatever sources close the door for all"
          + " who come from new ones, for the rest of ten minutes")
  void everywhere() {
    person("staff");
    person("new");
    assertThat(right("staff", HOME)).isEqualTo("in");
    for (int i = 0; i < 1000; i++) {
      assertThat(wrong("name" + i, "2001:db8:0:" + Integer.toHexString(i) + "::1"))
          .isEqualTo("wrong");
    }
    assertThat(right("new", ELSEWHERE + "1")).isEqualTo("wait 600");
    assertThat(right("staff", HOME)).isEqualTo("in");
    clock.forward(Duration.ofMinutes(10));
    assertThat(right("new", ELSEWHERE + "1")).isEqualTo("in");
  }

  @Test
  @DisplayName("id, user name, e-mail, other case and other forms of Unicode are one person")
  void onePerson() {
    var _ =
        node.put(
            "User",
            "anna",
            """
            {"userName": "Frau Stra\u00dfe", "email": "anna@x.de", "password": "right"}\
            """);
    assertThat(
            List.of(
                wrong("ANNA", HOME),
                wrong("frau STRASSE", HOME),
                wrong("\uff41nna@X.DE", HOME),
                wrong("Anna@x.de", ELSEWHERE + "1"),
                wrong("Frau Stra\u1e9ee", ELSEWHERE + "2")))
        .isEqualTo(wrongs(5));
    assertThat(right("anna", HOME)).isEqualTo("wait 1");
    // Forms of a name that nobody has are one, too.
    assertThat(List.of(wrong("Nobody", HOME), wrong("NOBODY", HOME), wrong("\uff4eobody", HOME)))
        .isEqualTo(wrongs(3));
    assertThat(wrong(3, "nobody", HOME)).isEqualTo(List.of("wrong", "wrong", "wait 1"));
    // No name of anybody's, so it does not count for anybody.
    assertThat(wrong(6, "bob\0", HOME)).endsWith("wait 1");
    person("bob");
    assertThat(right("bob", HOME)).isEqualTo("in");
  }

  @Test
  @DisplayName("an IPv6 source is its /64; IPv4 in IPv6's clothes is IPv4")
  void sources() {
    assertThat(SourceAddress.of("2001:db8:1:2::1")).isEqualTo(SourceAddress.of("2001:db8:1:2:f::"));
    assertThat(SourceAddress.of("2001:db8:1:2::1"))
        .isNotEqualTo(SourceAddress.of("2001:db8:1:3::1"));
    assertThat(SourceAddress.of("fe80::1%eth0")).isEqualTo(SourceAddress.of("fe80::2%lo"));
    assertThat(SourceAddress.of("::ffff:192.0.2.1")).isEqualTo(SourceAddress.of("192.0.2.1"));
    assertThat(SourceAddress.of("192.0.2.1")).isNotEqualTo(SourceAddress.of("192.0.2.2"));
  }

  @Test
  @DisplayName("of two hundred guesses at once on two nodes five are told that they are wrong")
  void exact() throws Exception {
    person("u");
    try (IdentityNode other = node()) {
      List<String> said =
          atOnce(
              200,
              i ->
                  said(
                      (i % 2 == 0 ? node : other)
                          .signIn.check(i % 3 == 0 ? "u" : "U", "false" + i, ELSEWHERE + i % 20)));
      assertThat(said).containsOnly("wrong", "wait 1");
      assertThat(Collections.frequency(said, "wrong")).isEqualTo(5);
      assertThat(said(other.signIn.check("u", "right", HOME))).isEqualTo("wait 1");
    }
    // A node that starts later knows it as well.
    try (IdentityNode later = node()) {
      assertThat(said(later.signIn.check("u", "right", HOME))).isEqualTo("wait 1");
    }
  }

  @Test
  @DisplayName(
      "of two hundred names at once from one source a hundred are told that they are wrong,"
          + " and the rest is not held against anybody")
  void exactAtSource() throws Exception {
    List<String> said = atOnce(200, i -> wrong("name" + i, HOME));
    assertThat(said).containsOnly("wrong", "wait 600");
    assertThat(Collections.frequency(said, "wrong")).isEqualTo(100);
    assertThat(rows("sign_in_failure where kind = 'person'")).isEqualTo(100);
  }

  @Test
  @DisplayName("fifty right sign-ins at once all succeed, also beside failures elsewhere")
  void fifty() throws Exception {
    person("u");
    assertThat(atOnce(50, _ -> right("u", HOME))).containsOnly("in");
    failElsewhere(5, "u");
    assertThat(wrong("u", HOME)).isEqualTo("wrong");
    assertThat(atOnce(50, _ -> right("u", HOME))).containsOnly("in");
    assertThat(rows("known_source")).isEqualTo(1);
    assertThat(rows("sign_in_failure where kind = 'pair'")).isZero();
  }

  @Test
  @DisplayName("what is refused is not hashed")
  void notHashed() {
    person("u");
    failElsewhere(5, "u");
    node.pool.close();
    assertThat(right("u", HOME)).isEqualTo("wait 1");
    assertThat(clientSays("c", "secret", HOME)).isEqualTo("busy");
  }

  @Test
  @DisplayName("a client's secret: the same, by its id, whether there is one or not")
  void clients() {
    var _ = node.put("Client", "c", "{\"secret\":\"right\"}");
    for (String id : List.of("c", "nobody")) {
      for (int i = 0; i < 5; i++) {
        assertThat(clientSays(id, "false", ELSEWHERE + i)).isEqualTo("wrong");
      }
      assertThat(clientSays(id, "right", HOME)).isEqualTo("wait 1");
    }
    clock.forward(Duration.ofSeconds(1));
    // A node that looked a moment ago may believe it for a second; another one asks.
    try (IdentityNode other = node()) {
      assertThat(other.clientAuthentication.check("c", "right", HOME))
          .isInstanceOf(ClientAuthentication.Result.Proven.class);
    }
  }

  @Test
  @DisplayName("a secret that is remembered is no way round: right or wrong, it waits")
  void rememberedSecret() {
    var _ = node.put("Client", "c", "{\"secret\":\"right\"}");
    assertThat(clientSays("c", "right", HOME)).isEqualTo("in");
    assertThat(clientSays("c", "right", HOME)).isEqualTo("in");
    for (int i = 0; i < 5; i++) {
      assertThat(clientSays("c", "false", ELSEWHERE + i)).isEqualTo("wrong");
    }
    assertThat(clientSays("c", "right", ELSEWHERE + "9")).isEqualTo("wait 1");
    assertThat(clientSays("c", "right", HOME)).as("where it is known").isEqualTo("in");
    for (int i = 0; i < 5; i++) {
      assertThat(clientSays("c", "false", HOME)).isEqualTo("wrong");
    }
    assertThat(clientSays("c", "right", HOME)).isEqualTo("wait 1");
    clock.forward(Duration.ofSeconds(1));
    assertThat(clientSays("c", "right", HOME)).isEqualTo("in");
    assertThat(rows("sign_in_failure where kind = 'pair'")).isZero();
  }

  @Test
  @DisplayName("a secret that is remembered takes no question to the database for a second")
  void rememberedWithoutQuestions() {
    var _ = node.put("Client", "c", "{\"secret\":\"right\"}");
    assertThat(clientSays("c", "right", HOME)).isEqualTo("in");
    assertThat(rows("known_source")).isEqualTo(1);
    assertThat(clientSays("c", "right", HOME)).isEqualTo("in");
    var _ = database.execute(Statement.of("delete from known_source"));
    assertThat(clientSays("c", "right", HOME)).isEqualTo("in");
    assertThat(rows("known_source")).isZero();
  }

  @Test
  @DisplayName("what is stored names nobody; what is old is removed")
  void purged() {
    person("u");
    assertThat(right("u", HOME)).isEqualTo("in");
    assertThat(wrong("u", HOME)).isEqualTo("wrong");
    assertThat(wrong("a-password-in-the-wrong-field", HOME)).isEqualTo("wrong");
    String stored =
        database
            .query(
                Statement.of("select f::text || k::text from sign_in_failure f, known_source k"),
                row -> row.text(1))
            .toString();
    assertThat(stored).contains("pair", "person").doesNotContain("192", "a-password");
    clock.forward(Duration.ofMinutes(59));
    node.guesses.purge();
    assertThat(rows("sign_in_failure")).isEqualTo(4);
    clock.forward(Duration.ofMinutes(1));
    node.guesses.purge();
    assertThat(rows("sign_in_failure")).isZero();
    assertThat(rows("known_source")).isEqualTo(1);
    clock.forward(Duration.ofDays(90));
    node.guesses.purge();
    assertThat(rows("known_source")).isZero();
  }

  private interface Indexed {
    String say(int index);
  }

  private static List<String> atOnce(int times, Indexed work) throws Exception {
    CountDownLatch ready = new CountDownLatch(times);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int index = i;
        futures.add(
            threads.submit(() -> {
              ready.countDown();
              ready.await();
              return work.say(index);
            }));
      }
      List<String> said = new ArrayList<>();
      for (Future<String> future : futures) {
        said.add(future.get());
      }
      return said;
    }
  }
}
