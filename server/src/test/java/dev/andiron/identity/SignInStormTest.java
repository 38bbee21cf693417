package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.TestPostgres;
import dev.andiron.crypto.BusyException;
import dev.andiron.crypto.HashingPool;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A storm of sign-ins leaves the database to those who are signed in")
class SignInStormTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final DatabaseUrl url = TestPostgres.newUrl();

  private static SignIn.Result signIn(IdentityNode node) {
    return node.signIn.check("u", "a-password-of-the-tests", "192.0.2.1");
  }

  private Pool migrated() {
    Pool pool = Pool.open(url, 6);
    Migrations.ofProduct().applyTo(pool.database());
    return pool;
  }

  @Test
  @DisplayName("whoever finds no room to hash asks the database nothing")
  void asksNothing() throws BusyException {
    Pool pool = migrated();
    HashingPool hashing = new HashingPool(1, 1, Duration.ofSeconds(10));
    try (IdentityNode node = new IdentityNode(pool.database(), new MutableClock(), hashing, null)) {
      var _ = node.put("User", "u", "{\"password\":\"a-password-of-the-tests\"}");
      HashingPool.Place first = hashing.enter();
      HashingPool.Place second = hashing.enter();
      pool.close(); // from now on a question would be an exception
      assertThat(signIn(node)).isInstanceOf(SignIn.Result.Busy.class);
      first.close();
      second.close();
    }
  }

  @Test
  @DisplayName("of many sign-ins three ask the database at once, and the rest of it answers others")
  void threeAtOnce() throws Exception {
    try (Pool pool = migrated();
        Pool own = Pool.open(url, 2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        IdentityNode node =
            new IdentityNode(
                pool.database(),
                new MutableClock(),
                new HashingPool(2, 64, Duration.ofSeconds(60)),
                null)) {
      var _ = node.put("User", "u", "{\"password\":\"a-password-of-the-tests\"}");
      CountDownLatch locked = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Future<?> lock =
          threads.submit(() ->
              own.database()
                  .transaction(transaction -> {
                    transaction.execute(
                        Statement.of("lock table sign_in_name in access exclusive mode"));
                    locked.countDown();
                    return await(release);
                  }));
      locked.await();
      List<Future<SignIn.Result>> signIns = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        signIns.add(threads.submit(() -> signIn(node)));
      }
      try {
        Await.until("three wait", LIMIT, () -> waiting(own.database()) == 3);
        for (int i = 0; i < 20; i++) {
          List<Long> answer = pool.database().query(Statement.of("select 1"), row -> row.number(1));
          assertThat(answer).containsExactly(1L);
          assertThat(waiting(own.database())).isEqualTo(3);
        }
      } finally {
        release.countDown();
      }
      assertThat(lock).succeedsWithin(LIMIT);
      for (Future<SignIn.Result> each : signIns) {
        assertThat(each.get()).isInstanceOf(SignIn.Result.SignedIn.class);
      }
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long waiting(Database database) {
    return Objects.requireNonNull(
        database.first(
            Statement.of(
                "select count(*) from pg_stat_activity where datname = current_database()"
                    + " and wait_event_type = 'Lock'"),
            row -> row.number(1)));
  }
}
