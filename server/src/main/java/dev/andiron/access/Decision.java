package dev.andiron.access;

import org.jspecify.annotations.Nullable;

/// What the policies say of one request.
///
/// @param policy the id of the policy that allows it, the first of several; null where none does,
///   empty where none is needed
/// @param view what the caller may see by it
public record Decision(@Nullable String policy, View view) {
  static final Decision DENIED = new Decision(null, View.ALL);

  /// Allowed without a policy.
  static final Decision OF_OPERATOR = new Decision("", View.ALL);

  /// Whether it is allowed, and nothing is to be kept from the caller.
  public boolean allowed() {
    return permitted() && view.isAll();
  }

  /// Whether it is allowed, for as much as the caller may see. Whoever asks this has to keep the
  /// rest back.
  public boolean permitted() {
    return policy != null;
  }

  /// Whether it is enough for a handler that keeps back what the caller may not see, or for one
  /// that does not.
  boolean isEnough(boolean narrowed) {
    return narrowed ? permitted() : allowed();
  }
}
