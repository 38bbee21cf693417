package dev.andiron.structure;

import java.util.List;

/// How the values of an element are told apart (<https://hl7.org/fhir/R4/profiling.html#slicing>).
///
/// @param rest what becomes of values that are in no slice
/// @param ordered whether the slices must come in their order
record Slicing(Rest rest, boolean ordered, List<Slice> slices) {
  Slicing {
    slices = List.copyOf(slices);
  }

  /// <https://hl7.org/fhir/R4/valueset-resource-slicing-rules.html>
  enum Rest {
    OPEN,
    CLOSED,
    OPEN_AT_END
  }

  /// @param element what is demanded of the values in it, and how many there are to be
  /// @param tests all of which a value in it passes
  record Slice(String name, ProfileElement element, List<Test> tests) {
    Slice {
      tests = List.copyOf(tests);
    }
  }

  /// One discriminator, as it is for one slice.
  sealed interface Test {
    /// A value at the path is what the element says. The path is empty for the value itself.
    record Value(List<String> path, ProfileElement wanted) implements Test {}

    /// There is a value at the path, or there is none.
    record Exists(List<String> path, boolean wanted) implements Test {}

    /// The value at the path is of one of these types.
    record Type(List<String> path, List<String> types) implements Test {}

    /// The reference at the path points to one of these types of resources.
    record Target(List<String> path, List<String> types) implements Test {}

    /// An extension has this URL.
    record Url(String url) implements Test {}
  }
}
