package dev.andiron.search;

import org.jspecify.annotations.Nullable;

/// The name of a search parameter, taken apart.
sealed interface ParameterName {
  /// How many references a name may follow.
  int MOST_STEPS = 5;

  /// A parameter of the resources themselves: `family:exact`.
  record Own(String code, @Nullable String modifier) implements ParameterName {
    @Override
    public String written() {
      return modifier == null ? code : code + ":" + modifier;
    }
  }

  /// One of what they refer to (<https://hl7.org/fhir/R4/search.html#chaining>):
  /// `subject:Patient.family`.
  ///
  /// @param type of what is referred to; null where the name leaves it open
  record Chain(String code, @Nullable String type, ParameterName rest) implements ParameterName {
    @Override
    public String written() {
      return new Own(code, type).written() + "." + rest.written();
    }
  }

  /// One of what refers to them (<https://hl7.org/fhir/R4/search.html#has>):
  /// `_has:Observation:patient:code`.
  record Has(String type, String code, ParameterName rest) implements ParameterName {
    @Override
    public String written() {
      return String.join(":", HAS, type, code, rest.written());
    }
  }

  String HAS = "_has";

  /// As it stands in a query.
  String written();

  /// @throws IllegalArgumentException where a part of it is empty, or there are too many; the
  ///   message is for the person who sent it
  static ParameterName of(String name) {
    return of(name, MOST_STEPS);
  }

  private static ParameterName of(String name, int steps) {
    boolean has = name.equals(HAS) || name.startsWith(HAS + ":");
    int dot = name.indexOf('.');
    if (!has && dot < 0) {
      return own(name);
    }
    if (steps == 0) {
      throw new IllegalArgumentException(
          "the name follows more than " + MOST_STEPS + " references");
    }
    if (has) {
      String[] parts = name.split(":", 4);
      if (parts.length < 4 || parts[1].isEmpty() || parts[2].isEmpty() || parts[3].isEmpty()) {
        throw new IllegalArgumentException(
            "_has is written _has:Type:reference:parameter, as _has:Observation:patient:code");
      }
      return new Has(parts[1], parts[2], of(parts[3], steps - 1));
    }
    Own link = own(name.substring(0, dot));
    String rest = name.substring(dot + 1);
    if (link.code().isEmpty() || "".equals(link.modifier()) || rest.isEmpty()) {
      throw new IllegalArgumentException(
          "a chain is written reference:Type.parameter or reference.parameter, as"
              + " subject:Patient.family");
    }
    return new Chain(link.code(), link.modifier(), of(rest, steps - 1));
  }

  private static Own own(String name) {
    int colon = name.indexOf(':');
    return colon < 0
        ? new Own(name, null)
        : new Own(name.substring(0, colon), name.substring(colon + 1));
  }
}
