package dev.andiron.ops;

import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import java.util.List;
import java.util.TreeSet;

/// How the server is, and which it is; none of it needs a sign-in.
///
/// | | |
/// |---|---|
/// | `GET /health` | 200 while the database answers |
/// | `GET /health/live` | 200 as long as this process answers at all: else start it anew |
/// | `GET /health/ready` | 200 while it can do its work and is not about to stop: else send requests elsewhere |
/// | `GET /$version` | which it is |
public final class OpsRoutes {
  private static final Operation HEALTH =
      new Operation("Health", "Tells whether the server and its database answer.", Admission.ALL);
  private static final Operation VERSION =
      new Operation("Version", "Tells which version of the server this is.", Admission.ALL);

  private static final String RETRY_AFTER_SECONDS = "2";

  private final Health health;
  private final String version;

  public OpsRoutes(Health health, String version) {
    this.health = health;
    this.version = version;
  }

  public List<Route> list() {
    return List.of(
        new Route("GET", "/health", 0, HEALTH, this::health),
        new Route("GET", "/health/live", 0, HEALTH, this::live),
        new Route("GET", "/health/ready", 0, HEALTH, this::ready),
        new Route("GET", "/$version", 0, VERSION, this::version));
  }

  private Response health(Request request) {
    boolean up = health.databaseAnswers();
    JsonObject body =
        JsonObject.of("status", word(up)).with("database", word(up)).with("version", version);
    return answer(request, up, body);
  }

  /// Asks nobody: a database that is away is no reason to end this process.
  private Response live(Request request) {
    return answer(request, true, JsonObject.of("status", word(true)).with("version", version));
  }

  private Response ready(Request request) {
    boolean database = health.databaseAnswers();
    boolean feed = health.feedAnswers();
    boolean stopping = health.isStopping();
    boolean ready = database && feed && !stopping;
    JsonObject body =
        JsonObject.builder()
            .put("status", stopping ? "stopping" : word(ready))
            .put("database", word(database))
            .put("feed", word(feed))
            // Other requests are answered meanwhile: it says how things are, and decides nothing.
            .put(
                "indexing",
                JsonArray.of(
                    new TreeSet<>(health.typesBeingIndexed()).stream().map(Json::of).toList()))
            .put("version", version)
            .build();
    return answer(request, ready, body);
  }

  private static String word(boolean up) {
    return up ? "up" : "down";
  }

  private static Response answer(Request request, boolean good, JsonObject body) {
    Response response = Answers.of(good ? 200 : 503, body, Negotiation.of(request), false);
    return good ? response : response.with("Retry-After", RETRY_AFTER_SECONDS);
  }

  private Response version(Request request) {
    return Answers.of(
        200,
        JsonObject.of("name", "Andiron").with("version", version).with("fhirVersion", "4.0.1"),
        Negotiation.of(request),
        false);
  }
}
