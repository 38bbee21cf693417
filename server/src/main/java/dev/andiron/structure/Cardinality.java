package dev.andiron.structure;

import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.resource.Issue;
import org.jspecify.annotations.Nullable;

/// How many values an element has, and in what form: a single one, or a list
/// (<https://hl7.org/fhir/R4/conformance-rules.html#cardinality>).
final class Cardinality {
  private final Faults faults;

  Cardinality(Faults faults) {
    this.faults = faults;
  }

  /// @param counts how many values the object has of each element of its type
  void required(TypeDefinition type, int[] counts) {
    for (int i = 0; i < counts.length; i++) {
      ElementDefinition element = type.elements().get(i);
      if (counts[i] < element.min()) {
        faults.add(
            Issue.Kind.REQUIRED,
            element.name(),
            counts[i] == 0
                ? type.name() + " must have " + element.name() + (element.choice() ? "[x]." : ".")
                : element.name() + " needs at least " + element.min() + " values.");
      }
    }
  }

  /// FHIR R4 formats.html#choice: a choice has a value of one type.
  ///
  /// @param choices for each element of the object's type the member that was first; the member is
  ///   noted there
  void choice(@Nullable String[] choices, MemberDefinition member) {
    String name = member.extension() ? member.name().substring(1) : member.name();
    String first = choices[member.index()];
    if (first == null) {
      choices[member.index()] = name;
    } else if (!first.equals(name)) {
      faults.add(
          Issue.Kind.STRUCTURE,
          member.name(),
          "There is " + first + " already; " + member.element().name() + " takes one type only.");
    }
  }

  /// A list was found of an element that does not repeat.
  void single(ElementDefinition element) {
    faults.add(Issue.Kind.STRUCTURE, element.name() + " must be a single value; a list was found.");
  }

  /// A value that is no list was found of an element that repeats.
  void list(ElementDefinition element, Json value) {
    faults.add(
        Issue.Kind.STRUCTURE,
        element.name() + " must be a list; " + Faults.kind(value) + " was found.");
  }

  void most(ElementDefinition element, int size) {
    if (size > element.max()) {
      faults.add(
          Issue.Kind.STRUCTURE,
          element.name() + " takes at most " + element.max() + " values; " + size + " were found.");
    }
  }
}
