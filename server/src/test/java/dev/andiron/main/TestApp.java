package dev.andiron.main;

import dev.andiron.Http;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.config.Settings;
import dev.andiron.http.Route;
import dev.andiron.identity.FirstStart;
import dev.andiron.identity.SharedSigningKey;
import dev.andiron.pg.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A whole server, in this JVM, on a database of its own and a free port.
public final class TestApp implements AutoCloseable {
  public static final String ADMIN_PASSWORD = "admin-password-of-the-tests";
  public static final String ROOT_SECRET = "root-secret-of-the-tests";

  // All nodes of a database share one encryption key, as they must.
  public static final String ENCRYPTION_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private final App app;
  private final DatabaseUrl database;

  private TestApp(App app, DatabaseUrl database) {
    this.app = app;
    this.database = database;
  }

  /// The server that most tests share; they keep apart by the ids they use.
  public static TestApp shared() {
    return Shared.APP;
  }

  private static final class Shared {
    // They come from one address, and must not be refused for what others of them fail at.
    static final TestApp APP =
        start(
            TestPostgres.newUrl(),
            Map.of(Setting.SIGN_IN_SOURCE_FAILURES, "0", Setting.SIGN_IN_GLOBAL_FAILURES, "0"));
  }

  public static TestApp start() {
    return start(TestPostgres.newUrl(), Map.of());
  }

  /// @param more options of the command line
  public static TestApp start(DatabaseUrl database, Map<Setting, String> more) {
    return start(database, more, Clock.systemUTC());
  }

  public static TestApp start(DatabaseUrl database, Map<Setting, String> more, Clock clock) {
    SharedSigningKey.plant(database, ENCRYPTION_KEY);
    return start(database, environment(database), more, clock, _ -> {});
  }

  /// As a program does, which makes keys of its own.
  ///
  /// @param shown is told what the first start made up
  public static TestApp start(
      DatabaseUrl database,
      Map<String, String> environment,
      Map<Setting, String> more,
      Clock clock,
      Consumer<FirstStart.Generated> shown) {
    Map<Setting, String> commandLine = new EnumMap<>(Setting.class);
    commandLine.put(Setting.PORT, "0");
    commandLine.putAll(more);
    Path folder = temporaryFolder();
    App app = App.start(Settings.read(commandLine, environment, folder), clock, shown);
    return new TestApp(app, database);
  }

  private static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("andiron-test");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The environment of a server on this database.
  public static Map<String, String> environment(DatabaseUrl database) {
    Map<String, String> environment = new HashMap<>();
    environment.put("ANDIRON_DATABASE_URL", url(database));
    environment.put("ANDIRON_ADMIN_PASSWORD", ADMIN_PASSWORD);
    environment.put("ANDIRON_ROOT_CLIENT_SECRET", ROOT_SECRET);
    environment.put("ANDIRON_ENCRYPTION_KEY", ENCRYPTION_KEY);
    return environment;
  }

  private static String url(DatabaseUrl database) {
    return database.jdbc()
        + (database.jdbc().contains("?") ? "&" : "?")
        + "user="
        + database.user()
        + (database.password() == null ? "" : "&password=" + database.password());
  }

  /// What is served.
  public List<Route> routes() {
    return app.routes();
  }

  public DatabaseUrl database() {
    return database;
  }

  public String url() {
    return "http://localhost:" + app.port();
  }

  /// Where metrics are open, if a port is set for that.
  public Http metrics() {
    return new Http("http://127.0.0.1:" + app.metricsPort());
  }

  public Http http() {
    return new Http(url());
  }

  /// A request with the credentials of the client that may do everything.
  public Http.Call asRoot(String method, String path) {
    return http().call(method, path).basic("root", ROOT_SECRET);
  }

  @Override
  public void close() {
    Http.leave(url());
    app.close();
  }
}
