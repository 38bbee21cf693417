package dev.andiron.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Notifications")
class NotificationsTest {
  private final DatabaseUrl url = TestPostgres.newUrl();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private final Notifications.Listener listener =
      new Notifications.Listener() {
        @Override
        public void notified() {
          heard.add("notified");
        }

        @Override
        public void connected() {
          heard.add("connected");
        }

        @Override
        public void lost() {
          heard.add("lost");
        }
      };

  private @Nullable String next() throws InterruptedException {
    return heard.poll(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("arrive, and again after the connection was lost")
  void arrive() throws Exception {
    try (Pool pool = Pool.open(url, 2);
        Notifications notifications = Notifications.listen(url, "the Channel", listener)) {
      assertThat(notifications).isNotNull();
      assertThat(next()).isEqualTo("connected");
      pool.database().execute(Statement.of("notify \"the Channel\""));
      assertThat(next()).isEqualTo("notified");
      pool.database()
          .query(
              Statement.of(
                  "select pg_terminate_backend(pid)::text from pg_stat_activity"
                      + " where query like 'listen%' and datname = current_database()"),
              row -> row.text(1));
      assertThat(next()).isEqualTo("lost");
      assertThat(next()).isEqualTo("connected");
      pool.database().execute(Statement.of("notify \"the Channel\""));
      assertThat(next()).isEqualTo("notified");
    }
    assertThat(heard).isEmpty();
  }
}
