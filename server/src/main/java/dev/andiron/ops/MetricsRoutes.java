package dev.andiron.ops;

import dev.andiron.access.Guard;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `GET /metrics`, in Prometheus's text format: for whom a policy allows the operation `Metrics`,
/// or, on a port of its own, for whoever reaches that.
public final class MetricsRoutes {
  private static final Operation METRICS =
      new Operation("Metrics", "Tells Prometheus what is counted.", Admission.POLICY);
  private static final String PATH = "/metrics";
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Metrics metrics;

  public MetricsRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  /// Behind the policies.
  public Route guarded(Guard guard) {
    return new Route("GET", PATH, 0, METRICS, guard.protect(METRICS.id(), _ -> answer()));
  }

  /// What the port of its own answers: the metrics, and how the server is.
  public List<Route> open(OpsRoutes ops) {
    List<Route> routes = new ArrayList<>(ops.list());
    routes.add(new Route("GET", PATH, 0, METRICS, _ -> answer()));
    return routes;
  }

  private Response answer() {
    return Response.of(200, CONTENT_TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
  }
}
