package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import dev.andiron.crypto.HashingPool;
import dev.andiron.json.Json;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DisplayName("Imported hashes: made anew at the first good sign-in, over no newer password")
class HashImportTest {
  /// Of `U*U`.
  private static final String BCRYPT =
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private static final String HOME = "192.0.2.1";

  private final MutableClock clock = new MutableClock();
  private final Database database = TestPostgres.newProductDatabase();
  private final IdentityNode node = node();
  private final IdentityNode other = node();
  private final HashImport imports = new HashImport(database, node.store, clock);

  private IdentityNode node() {
    return new IdentityNode(database, clock, new HashingPool(4, 512, Duration.ofSeconds(60)), null);
  }

  @AfterEach
  void stop() {
    node.close();
    other.close();
  }

  private String stored(String user) {
    return Objects.requireNonNull(
        database.first(
            Statement.of(
                "select value from credential where owner_id = ? and field = 'password'", user),
            row -> row.text(1)));
  }

  private boolean signsIn(String password) {
    return node.signIn.check("u", password, HOME) instanceof SignIn.Result.SignedIn;
  }

  private void imported() {
    var _ = node.put("User", "u", "{}");
    assertThat(imports.take("u", Json.of(BCRYPT))).isEqualTo(new HashImport.Result.Taken());
    assertThat(stored("u")).isEqualTo(BCRYPT);
  }

  @Test
  @DisplayName("a wrong password leaves it, the right one replaces it by one of ours, once")
  void anew() {
    imported();
    long epoch = Objects.requireNonNull(node.users.find("u")).epoch();
    assertThat(signsIn("u*u")).isFalse();
    assertThat(stored("u")).isEqualTo(BCRYPT);
    assertThat(signsIn("U*U")).isTrue();
    String renewed = stored("u");
    assertThat(renewed).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
    assertThat(signsIn("U*U")).isTrue();
    assertThat(signsIn("u*u")).isFalse();
    assertThat(stored("u")).isEqualTo(renewed);
    // It is the same password: no session ends, and the User has no new version.
    assertThat(node.users.loadForSignIn("u").user()).extracting(User::epoch).isEqualTo(epoch);
    assertThat(node.shown("User", "u").toString()).contains("\"versionId\":\"2\"");
  }

  @Test
  @DisplayName("what bcrypt did not look at is not made part of the password")
  void longerThanBcrypt() {
    var _ = node.put("User", "u", "{}");
    String hash = "$2y$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    String seen = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    assertThat(imports.take("u", Json.of(hash))).isEqualTo(new HashImport.Result.Taken());
    assertThat(signsIn(seen + "chars after 72 are ignored")).isTrue();
    assertThat(stored("u")).isEqualTo(hash);
    assertThat(signsIn(seen)).isTrue();
    assertThat(stored("u")).startsWith("$argon2id$");
  }

  @RepeatedTest(5)
  @DisplayName("of many sign-ins at once all succeed, and a password that is set meanwhile stays")
  void races() throws Exception {
    imported();
    int many = 16;
    CountDownLatch everybody = new CountDownLatch(many + 1);
    List<Future<SignIn.Result>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        IdentityNode at = i % 2 == 0 ? node : other;
        results.add(
            threads.submit(() -> {
              everybody.countDown();
              everybody.await();
              return at.signIn.check("u", "U*U", HOME);
            }));
      }
      var _ =
          threads.submit(() -> {
            everybody.countDown();
            everybody.await();
            return other.put("User", "u", "{\"password\":\"zq3 kw8v\"}");
          });
    }
    for (Future<SignIn.Result> result : results) {
      assertThat(result.get())
          .isInstanceOfAny(
              SignIn.Result.SignedIn.class,
              SignIn.Result.Refused.class,
              SignIn.Result.TooMany.class);
    }
    clock.forward(Duration.ofHours(1));
    assertThat(signsIn("U*U")).isFalse();
    assertThat(signsIn("zq3 kw8v")).isTrue();
  }

  @Test
  @DisplayName("of many sign-ins at once, with nothing between, all succeed")
  void together() throws Exception {
    imported();
    List<Future<SignIn.Result>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        IdentityNode at = i % 2 == 0 ? node : other;
        results.add(threads.submit(() -> at.signIn.check("u", "U*U", HOME)));
      }
    }
    for (Future<SignIn.Result> result : results) {
      assertThat(result.get()).isInstanceOf(SignIn.Result.SignedIn.class);
    }
    assertThat(stored("u")).startsWith("$argon2id$");
    assertThat(signsIn("U*U")).isTrue();
  }
}
