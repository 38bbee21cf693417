package dev.andiron.resource;

/// What a caller demands of the current version before a write.
public sealed interface Precondition {
  Precondition NONE = new None();

  /// Anything goes.
  record None() implements Precondition {}

  /// The current version is this one (`If-Match`, RFC 9110 §13.1.1).
  record IsVersion(long version) implements Precondition {}

  /// There is no such resource now (`POST` with an id of the client's choice).
  record IsAbsent() implements Precondition {}

  /// There is no such resource, nor was there ever.
  record IsNew() implements Precondition {}

  /// There is such a resource now (`If-Match: *`).
  record AnyMatches() implements Precondition {}

  /// There is no such resource now (`If-None-Match: *`, RFC 9110 §13.1.2).
  record NoneMatches() implements Precondition {}
}
