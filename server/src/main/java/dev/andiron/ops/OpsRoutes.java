package dev.andiron.ops;

import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import java.util.List;

/// `GET /health` and `GET /$version`; both need no sign-in.
public final class OpsRoutes {
  private static final Operation HEALTH =
      new Operation("Health", "Tells whether the server and its database answer.", Admission.ALL);
  private static final Operation VERSION =
      new Operation("Version", "Tells which version of the server this is.", Admission.ALL);

  private static final String RETRY_AFTER_SECONDS = "2";

  private final Database database;
  private final String version;

  public OpsRoutes(Database database, String version) {
    this.database = database;
    this.version = version;
  }

  public List<Route> list() {
    return List.of(
        new Route("GET", "/health", 0, HEALTH, this::health),
        new Route("GET", "/$version", 0, VERSION, this::version));
  }

  /// 200 while the database answers, else 503.
  private Response health(Request request) {
    boolean up = databaseAnswers();
    JsonObject body =
        JsonObject.of("status", up ? "up" : "down")
            .with("database", up ? "up" : "down")
            .with("version", version);
    Response response = Answers.of(up ? 200 : 503, body, Negotiation.of(request), false);
    return up ? response : response.with("Retry-After", RETRY_AFTER_SECONDS);
  }

  private boolean databaseAnswers() {
    try {
      database.query(Statement.of("select 1"), row -> row.number(1));
      return true;
    } catch (DatabaseException e) {
      return false;
    }
  }

  private Response version(Request request) {
    return Answers.of(
        200,
        JsonObject.of("name", "Andiron").with("version", version).with("fhirVersion", "4.0.1"),
        Negotiation.of(request),
        false);
  }
}
