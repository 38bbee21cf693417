package dev.andiron.http;

/// One method and path of the API.
///
/// @param method in upper case; HEAD is answered by GET routes, OPTIONS by the router
/// @param pattern `/Patient/{id}`: literal segments and `{name}` marks; a literal is preferred to a
///   mark. The mark `{type}` takes only segments that begin with a capital, `{path...}` at the end
///   takes all segments that are left, or none, and stands for them with slashes between. Every
///   pattern is served at the root and under `/fhir`
/// @param bodyLimit the largest body taken, in bytes, unpacked; beyond it 413
public record Route(String method, String pattern, int bodyLimit, Handler handler) {
  static final String TYPE = "{type}";
}
