package dev.andiron.terminology;

import dev.andiron.resource.ResourceKey;
import org.jspecify.annotations.Nullable;

/// What is known here of a value set.
public sealed interface Lookup {
  /// All of it.
  ///
  /// @param source the stored resource that says so; null where it is built in
  record Known(ValueSetCodes codes, @Nullable ResourceKey source) implements Lookup {}

  /// There is none of that URL.
  record NotKnown() implements Lookup {}

  /// It is known, but its codes cannot be told.
  ///
  /// @param reason in words that follow "because"
  record Unusable(String reason) implements Lookup {}

  /// It lists more codes than are looked at.
  record TooLarge(int most) implements Lookup {}
}
