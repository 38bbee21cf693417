package dev.andiron.http;

/// Where a request's body is read from, once its route, and so its limit, is known.
@FunctionalInterface
interface BodySource {
  /// The whole body, unpacked; empty where there is none.
  ///
  /// @throws HttpProblem 413 beyond the limit, 415 for an unknown content encoding, 400 for a
  ///   broken one, 408 for a body that comes too slowly
  byte[] read(int limit);
}
