package dev.andiron.structure;

import dev.andiron.resource.Issue;

/// What a look at a resource by a profile has to tell.
public record Finding(Severity severity, Issue issue) {
  /// How bad it is.
  public enum Severity {
    /// The resource breaks the profile.
    ERROR,
    /// It cannot be told whether it does.
    WARNING,
    /// Something of the profile was not checked.
    INFORMATION
  }
}
