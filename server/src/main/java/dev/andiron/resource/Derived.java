package dev.andiron.resource;

import java.util.function.Function;

/// Something made of the resources with canonical URLs, and made anew when one of them changed.
/// Thread-safe.
public final class Derived<T> {
  private final CanonicalResources resources;
  private final Function<Directory, T> make;
  private volatile Made<T> made;

  private record Made<T>(Directory of, T value) {}

  /// @param make is quick: what costs is done when it is asked for
  public Derived(CanonicalResources resources, Function<Directory, T> make) {
    this.resources = resources;
    this.make = make;
    this.made = new Made<>(Directory.EMPTY, make.apply(Directory.EMPTY));
  }

  /// What belongs to what there is now.
  public T current() {
    Directory current = resources.current();
    Made<T> last = made;
    if (!isSame(last.of(), current)) {
      last = new Made<>(current, make.apply(current));
      made = last;
    }
    return last.value();
  }

  /// The directory is the same object while nothing changed.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Directory one, Directory other) {
    return one == other;
  }
}
