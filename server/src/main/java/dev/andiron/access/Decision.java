package dev.andiron.access;

import org.jspecify.annotations.Nullable;

/// What the policies say of one request.
///
/// @param policy the id of the policy that allows it; null where none does, empty where none is
///   needed
public record Decision(@Nullable String policy) {
  static final Decision DENIED = new Decision(null);

  /// Allowed without a policy.
  static final Decision OF_OPERATOR = new Decision("");

  public boolean allowed() {
    return policy != null;
  }
}
