package dev.andiron.http;

/// What every answer carries, unless its handler said otherwise.
final class StandardHeaders {
  private static final Headers DEFAULTS =
      Headers.NONE
          .with("Cache-Control", "no-store")
          .with("Content-Security-Policy", "frame-ancestors 'none'")
          .with("Referrer-Policy", "no-referrer")
          .with("X-Content-Type-Options", "nosniff")
          .with("X-Frame-Options", "DENY");

  private static final String A_YEAR = "max-age=31536000";

  private StandardHeaders() {}

  /// @param secure whether the caller came by `https`, be it to a proxy
  static Response on(Response response, String requestId, boolean secure) {
    Headers headers = response.headers().or(DEFAULTS);
    if (secure) {
      // RFC 6797 §7.2: over anything else it must not be said.
      headers = headers.with("Strict-Transport-Security", A_YEAR);
    }
    // Always our own: what a caller sends could be anything, and would end in our logs.
    return response.with(headers.with("X-Request-Id", requestId));
  }
}
