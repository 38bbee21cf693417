package dev.andiron.main;

import dev.andiron.config.Secret;
import dev.andiron.config.Settings;
import dev.andiron.http.Handler;
import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.ResponseBody;
import dev.andiron.main.load.Destination;
import dev.andiron.pg.DatabaseUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// The store, in this process: everything a server does with a bundle but HTTP and the policies.
/// Thread-safe.
final class StoreDestination implements Destination {
  private static final Headers HEADERS =
      Headers.NONE
          .with("Content-Type", "application/fhir+json")
          .with("Accept", "application/fhir+json")
          .with("Prefer", "return=minimal");

  private final App app;
  private final Handler bundles;
  private final String name;

  private StoreDestination(App app, String name) {
    this.app = app;
    this.bundles = app.bundles();
    this.name = name;
  }

  /// @throws StartupException and the exceptions that [StartupFailure] knows
  static StoreDestination open(Settings settings, Clock clock) {
    Settings quiet = settings.forMaintenance();
    Welcome welcome = new Welcome(quiet, System.out, System.console());
    return new StoreDestination(App.startUnheard(quiet, clock, welcome::introduce), name(settings));
  }

  private static String name(Settings settings) {
    Secret url = settings.databaseUrl();
    return url == null
        ? "the database in " + settings.data()
        : "the database at " + DatabaseUrl.parse(url.value());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Answer post(byte[] bundle) throws IOException {
    Response response =
        bundles.handle(
            new Request(
                "load",
                "POST",
                "/",
                List.of(),
                Map.of(),
                "",
                Parameters.NONE,
                HEADERS,
                bundle,
                "127.0.0.1",
                "http"));
    return new Answer(response.status(), bytes(response), null);
  }

  private static byte[] bytes(Response response) throws IOException {
    return switch (response.content()) {
      case ResponseBody.Whole(byte[] bytes) -> bytes;
      case ResponseBody.Streamed(long _, ResponseBody.Writer writer) -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out);
        yield out.toByteArray();
      }
    };
  }

  @Override
  public void close() {
    app.close();
  }
}
