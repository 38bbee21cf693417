package dev.andiron.http;

/// Which web origins may read answers from their scripts (the Fetch standard's CORS protocol).
public interface OriginPolicy {
  /// Whether scripts of this origin may read the answer to this request.
  ///
  /// For a preflight (`OPTIONS` with `Access-Control-Request-Method`) no client is known yet: say
  /// yes if *some* client could be allowed; the actual request is asked about again, with its
  /// `Authorization` header and body.
  ///
  /// @param origin as it was sent: `https://app.example`; never `null` or a list
  boolean allows(String origin, Request request);

  /// Whether every origin may: answers then say `*` and [#allows] is not asked.
  boolean any();
}
