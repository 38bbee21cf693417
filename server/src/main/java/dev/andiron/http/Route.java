package dev.andiron.http;

import org.jspecify.annotations.Nullable;

/// One method and path of the API.
///
/// @param method in upper case; HEAD is answered by GET routes, OPTIONS by the router
/// @param pattern `/Patient/{id}`: literal segments and `{name}` marks; a literal is preferred to a
///   mark. The mark `{type}` takes only segments that begin with a capital, `{path...}` at the end
///   takes all segments that are left, or none, and stands for them with slashes between. Every
///   pattern is served at the root and under `/fhir`
/// @param bodyLimit the largest body taken, in bytes, unpacked; beyond it 413
/// @param operation what it does; null for one that is only reached through another
public record Route(
    String method, String pattern, int bodyLimit, @Nullable Operation operation, Handler handler) {
  static final String TYPE = "{type}";

  public Route(String method, String pattern, int bodyLimit, Handler handler) {
    this(method, pattern, bodyLimit, null, handler);
  }
}
