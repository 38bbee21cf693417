package dev.andiron.resource;

import org.jspecify.annotations.Nullable;

/// What a caller demands of the current version before a write.
@SuppressWarnings("ClassInitializationDeadlock") // None is made here before anybody else makes one
public sealed interface Precondition {
  Precondition NONE = new None();

  /// @param latest the version that came last, maybe a deletion; null where there is none
  /// @throws RefusedException where it is not what is demanded
  default void check(@Nullable ResourceVersion latest) {
    ResourceVersion current = latest == null || latest.deleted() ? null : latest;
    switch (this) {
      case None _ -> {}
      case IsAbsent _ -> {
        if (current != null) {
          throw exists(current.key() + " exists already; use PUT to write it.");
        }
      }
      case IsNew _ -> {
        if (latest != null) {
          throw exists(latest.key() + " exists already or was deleted; use PUT to write it.");
        }
      }
      case AnyMatches _ -> {
        if (current == null) {
          throw stale("There is no such resource now, and If-Match wants one.");
        }
      }
      case NoneMatches _ -> {
        if (current != null) {
          throw stale(current.key() + " exists, and If-None-Match wants none.");
        }
      }
      case IsVersion(long version) -> {
        if (current == null || current.version() != version) {
          throw stale("Version " + version + " is not the current one; read it again and repeat.");
        }
      }
    }
  }

  private static RefusedException stale(String message) {
    return new RefusedException(
        RefusedException.Reason.STALE_VERSION, new Issue(Issue.Kind.CONFLICT, "", message));
  }

  static RefusedException exists(String message) {
    return new RefusedException(
        RefusedException.Reason.EXISTS, new Issue(Issue.Kind.DUPLICATE, "", message));
  }

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
