package dev.andiron.ops;

import dev.andiron.http.CurrentRequest;
import dev.andiron.http.Operation;
import dev.andiron.http.RequestListener;
import dev.andiron.http.Route;
import dev.andiron.metrics.Counter;
import dev.andiron.metrics.Histogram;
import dev.andiron.metrics.Metrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Counts requests by what they were and how they ended, and how long they took. Thread-safe; a
/// request that is like one before it costs a look into a map and three additions.
public final class RequestCounts implements RequestListener {
  private static final String NONE = "none";
  private static final String OTHER = "other";

  /// What a caller makes up must not become a label.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final int TOO_MANY_REQUESTS = 429;

  private final Histogram durations;
  private final Counter tooMany;
  private final ConcurrentMap<Kind, Histogram.Series> known = new ConcurrentHashMap<>();

  private record Kind(String operation, String method, int hundreds) {}

  public RequestCounts(Metrics metrics) {
    durations =
        metrics.histogram(
            "andiron_http_request_duration_seconds",
            "Requests, from their head to the end of their answer.",
            "operation",
            "method",
            "status");
    tooMany =
        metrics.counter(
            "andiron_too_many_requests_total", "Requests answered with 429.", "operation");
  }

  @Override
  public void answered(CurrentRequest request, int status, long nanos) {
    String operation = operation(request.route());
    String method = METHODS.contains(request.method()) ? request.method() : OTHER;
    Kind kind = new Kind(operation, method, status / 100);
    Histogram.Series series = known.get(kind);
    if (series == null) {
      series = durations.of(operation, method, kind.hundreds() + "xx");
      known.put(kind, series);
    }
    series.took(nanos);
    if (status == TOO_MANY_REQUESTS) {
      tooMany.increment(operation);
    }
  }

  /// Its id; `none` where a request led to no route.
  static String operation(@Nullable Route route) {
    if (route == null) {
      return NONE;
    }
    Operation operation = route.operation();
    return operation == null ? OTHER : operation.id();
  }
}
