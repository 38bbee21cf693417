package dev.andiron.http;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The CORS protocol (Fetch standard §3.3). Off unless there is an [OriginPolicy]; an origin that
/// is not listed is never echoed, and credentials (cookies) are never allowed across origins:
/// scripts of other origins send their token in `Authorization`.
public final class Cors {
  public static final Cors OFF = new Cors(null);

  private static final String ALLOWED_HEADERS =
      "Authorization, Content-Type, Accept, If-Match, If-None-Match, If-None-Exist,"
          + " If-Modified-Since, Prefer";
  private static final String EXPOSED_HEADERS =
      "ETag, Location, Content-Location, Expires, Last-Modified, Preference-Applied, Retry-After,"
          + " WWW-Authenticate, X-Progress, X-Request-Id, X-Warning";

  private final @Nullable OriginPolicy policy;

  private Cors(@Nullable OriginPolicy policy) {
    this.policy = policy;
  }

  public static Cors with(OriginPolicy policy) {
    return new Cors(policy);
  }

  static boolean isPreflight(Request request) {
    return request.method().equals("OPTIONS")
        && request.headers().first("Origin") != null
        && request.headers().first("Access-Control-Request-Method") != null;
  }

  /// The answer with what lets the origin read it, if it may.
  Response answer(Request request, Response response) {
    if (policy == null) {
      return response;
    }
    String allowed = allowed(policy, request);
    Response varied = policy.any() ? response : vary(response, "Origin");
    return allowed == null
        ? varied
        : varied
            .with("Access-Control-Allow-Origin", allowed)
            .with("Access-Control-Expose-Headers", EXPOSED_HEADERS);
  }

  /// The answer to a preflight, with what the browser needs to go on, if it may.
  Response preflight(Request request, Response response, Collection<String> methods) {
    if (policy == null) {
      return response;
    }
    String allowed = allowed(policy, request);
    Response varied = policy.any() ? response : vary(response, "Origin");
    return allowed == null
        ? varied
        : varied
            .with("Access-Control-Allow-Origin", allowed)
            .with("Access-Control-Allow-Methods", String.join(", ", methods))
            .with("Access-Control-Allow-Headers", ALLOWED_HEADERS)
            .with("Access-Control-Max-Age", "600");
  }

  private static @Nullable String allowed(OriginPolicy policy, Request request) {
    List<String> origins = request.headers().all("Origin");
    if (origins.size() != 1) {
      return null;
    }
    if (policy.any()) {
      return "*";
    }
    String origin = origins.getFirst();
    // An opaque origin ("null") is anybody: sandboxed frames, local files, redirects.
    return !origin.equals("null") && policy.allows(origin, request) ? origin : null;
  }

  static Response vary(Response response, String field) {
    String vary = response.headers().first("Vary");
    if (vary != null && (", " + vary + ", ").contains(", " + field + ", ")) {
      return response; // its handler said so
    }
    return response.with("Vary", vary == null ? field : vary + ", " + field);
  }
}
