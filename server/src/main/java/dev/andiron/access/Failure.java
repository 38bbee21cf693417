package dev.andiron.access;

import java.util.List;

/// The first condition of a rule that a request does not meet.
///
/// @param at where in the policy it stands: `matcho.params.patient`, `and[1].matcho.uri`
/// @param message what was expected there, without any value of the request
record Failure(String at, String message) {
  private static final int MOST_TOLD = 5;

  /// The same, of a rule that stands at this place itself.
  Failure within(String place) {
    return new Failure(at.isEmpty() ? place : place + "." + at, message);
  }

  /// That none of several alternatives holds; of one alternative, why that one does not.
  ///
  /// @param at where the list of them stands
  /// @param each why, of the first ones at least; their places are whole
  /// @param count how many there are
  static Failure ofNone(String at, List<Failure> each, int count) {
    if (count == 1 && each.size() == 1) {
      return each.getFirst();
    }
    StringBuilder message = new StringBuilder("None of the " + count + " alternatives holds.");
    each.stream()
        .limit(MOST_TOLD)
        .forEach(one -> message.append(' ').append(one.at()).append(": ").append(one.message()));
    return new Failure(at, message.toString());
  }
}
