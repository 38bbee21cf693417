package dev.andiron.console;

import dev.andiron.http.Request;

/// Whether a browser already has what it asks for (RFC 9110 §13.1.2).
final class EntityTags {
  private EntityTags() {}

  /// @param etag strong, with its quotes
  static boolean isKnown(Request request, String etag) {
    for (String line : request.headers().all("If-None-Match")) {
      for (String tag : line.split(",", -1)) {
        String known = tag.strip();
        // §8.8.3.2: compared weakly here.
        if (known.equals("*") || known.equals(etag) || known.equals("W/" + etag)) {
          return true;
        }
      }
    }
    return false;
  }
}
