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
    /// The interaction is not offered for this type.
    NOT_ALLOWED,
    /// There is no room for the work just now (password hashing): try again shortly.
    BUSY
  }

  private final Reason reason;
  private final transient List<Issue> issues;

  public RefusedException(Reason reason, List<Issue> issues) {
    super(reason.name(), null, false, false);
    this.reason = reason;
    this.issues = List.copyOf(issues);
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
}
