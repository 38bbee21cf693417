package dev.andiron.resource;

import java.util.List;

/// A write that was refused; nothing was changed.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why it was refused.
  public enum Reason {
    /// The content breaks a rule of its type.
    INVALID,
    /// It would clash with another resource.
    DUPLICATE,
    /// Another version is current than the one the caller named.
    STALE_VERSION,
    /// A resource of this id exists, or existed, and was to be new.
    EXISTS,
    /// Others refer to what was to be deleted.
    REFERENCED,
    /// The interaction is not offered for this type.
    NOT_ALLOWED,
    /// There is no room for the work just now (password hashing): try again shortly.
    BUSY
  }

  private final Reason reason;
  private final transient List<Issue> issues;
  private final transient List<ResourceKey> referring;

  public RefusedException(Reason reason, List<Issue> issues) {
    this(reason, issues, List.of());
  }

  private RefusedException(Reason reason, List<Issue> issues, List<ResourceKey> referring) {
    super(reason.name(), null, false, false);
    this.reason = reason;
    this.issues = List.copyOf(issues);
    this.referring = List.copyOf(referring);
  }

  /// A deletion of what others refer to. Its issue names none of them: not everybody may know that
  /// they are there.
  ///
  /// @param referring some of them
  public static RefusedException referenced(ResourceKey key, List<ResourceKey> referring) {
    return new RefusedException(
        Reason.REFERENCED,
        List.of(
            new Issue(
                Issue.Kind.CONFLICT,
                "",
                key
                    + " is not deleted while other resources refer to it. Change or delete them"
                    + " first, or in the same transaction.")),
        referring);
  }

  public RefusedException(Reason reason, Issue issue) {
    this(reason, List.of(issue));
  }

  public Reason reason() {
    return reason;
  }

  public List<Issue> issues() {
    return issues;
  }

  /// Some of those that refer to what was to be deleted, for who may know of them.
  public List<ResourceKey> referring() {
    return referring;
  }
}
