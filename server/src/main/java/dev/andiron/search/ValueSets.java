package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ValueSetDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The value sets that the server knows, as `:in` and `:not-in` need them
/// (<https://hl7.org/fhir/R4/search.html#token>).
public interface ValueSets {
  /// What is told of a value set that is not there, and of one that the asker may not see.
  String NOT_KNOWN = "is no value set that is known here";

  /// Of the definitions that are built in.
  String VERSION = "4.0.1";

  /// @param reference what the search names: a canonical URL, with or without `|version`, or
  ///   `ValueSet/id`
  Answer of(String reference);

  /// Codes of one code system.
  ///
  /// @param allBut whether all of the system's codes are meant but these
  record SystemCodes(String system, boolean allBut, Set<String> codes) {
    public SystemCodes {
      codes = Set.copyOf(codes);
    }
  }

  sealed interface Answer {
    /// What is in the value set.
    ///
    /// @param stored whether a ValueSet resource says so, which one may have to be allowed to see
    record Codes(List<SystemCodes> systems, boolean stored) implements Answer {
      public Codes {
        systems = List.copyOf(systems);
      }
    }

    /// It cannot be told what is in it.
    ///
    /// @param why in words that follow its name: `is not known here`
    record Untold(String why) implements Answer {}
  }

  /// Those that are built in.
  static ValueSets of(Definitions definitions) {
    return reference -> {
      int version = reference.indexOf('|');
      ValueSetDefinition valueSet =
          version < 0 || reference.substring(version + 1).equals(VERSION)
              ? definitions.valueSet(version < 0 ? reference : reference.substring(0, version))
              : null;
      if (valueSet == null) {
        return new Answer.Untold(NOT_KNOWN);
      }
      List<SystemCodes> systems = new ArrayList<>();
      valueSet
          .codes()
          .forEach((system, codes) -> systems.add(new SystemCodes(system, false, codes)));
      return new Answer.Codes(systems, false);
    };
  }
}
