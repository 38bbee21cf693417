package dev.andiron.main;

import dev.andiron.config.Secret;
import dev.andiron.config.Settings;
import dev.andiron.http.Cors;
import dev.andiron.http.HttpServer;
import dev.andiron.http.ProblemRenderer;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.http.Router;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The running server: everything wired together with plain constructors, and taken apart in the
/// opposite order.
final class App implements AutoCloseable {
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private int port;

  private App() {}

  /// Starts everything; requests are answered when it returns.
  ///
  /// @throws StartupException and the exceptions that [StartupFailure] knows
  static App start(Settings settings, Clock clock) {
    App app = new App();
    boolean started = false;
    try {
      app.open(settings);
      started = true;
      return app;
    } finally {
      if (!started) {
        app.close();
      }
    }
  }

  private void open(Settings settings) {
    DatabaseUrl url = databaseUrl(settings);
    Pool pool = pool(url, settings);
    Database database = pool.database();
    Migrations.ofProduct().applyTo(database);
    listen(settings, router());
  }

  private DatabaseUrl databaseUrl(Settings settings) {
    Secret external = settings.databaseUrl();
    if (external != null) {
      try {
        return DatabaseUrl.parse(external.value());
      } catch (IllegalArgumentException e) {
        throw new StartupException("--database-url: " + e.getMessage(), e);
      }
    }
    EmbeddedPostgres postgres = EmbeddedPostgres.start(settings.data());
    closing.push(postgres::close);
    return new DatabaseUrl(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  private Pool pool(DatabaseUrl url, Settings settings) {
    try {
      Pool pool = Pool.open(url, settings.databaseConnections());
      closing.push(pool::close);
      return pool;
    } catch (DatabaseException e) {
      throw new StartupException(
          "cannot use the database at " + url + ": " + StartupFailure.reason(e), e);
    }
  }

  private static Router router() {
    ProblemRenderer problems =
        (request, problem) ->
            Response.of(
                problem.status(),
                "text/plain;charset=utf-8",
                String.valueOf(problem.getMessage()).getBytes(StandardCharsets.UTF_8));
    byte[] ok = "{\"status\":\"pass\"}".getBytes(StandardCharsets.UTF_8);
    Route health =
        new Route("GET", "/health", 0, request -> Response.of(200, "application/json", ok));
    return new Router(List.of(health), problems, Cors.OFF);
  }

  private void listen(Settings settings, Router router) {
    try {
      HttpServer server =
          HttpServer.start(HttpServer.Settings.of(settings.host(), settings.port()), router);
      closing.push(server::close);
      port = server.port();
    } catch (IOException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  /// The port that is listened on.
  int port() {
    return port;
  }

  /// What this start made up, or null if it was not the first.
  @Nullable FirstCredentials firstCredentials() {
    return null;
  }

  @Override
  public void close() {
    if (!closing.isEmpty()) {
      try {
        closing.pop().run();
      } finally {
        close(); // the rest, whatever became of this one
      }
    }
  }
}
