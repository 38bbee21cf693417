package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.search.Selector.Found;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the values of a type of search parameter are taken out of a resource and compared with what
/// a query asks for (https://hl7.org/fhir/R4/search.html#ptypes). What both sides make of a value
/// must agree, so they stand together.
sealed interface ValueKind
    permits StringKind,
        LongStringKind,
        TokenKind,
        TokenTextKind,
        IdentifierTypeKind,
        UriKind,
        ReferenceKind,
        ReferenceIdentifierKind,
        DateKind,
        NumberKind,
        QuantityKind,
        CompositeKind {
  IndexTable table();

  /// Which way of taking values this is. Raise it in the kind whose [#extract], or the folding
  /// behind it, comes to make other rows of the same value: the rows of databases that were written
  /// before are then renewed (docs/adr/0009-reindexing.md).
  default int extraction() {
    return 1;
  }

  /// Whether values can be taken from elements of this type.
  boolean takes(String type);

  /// What the index keeps of a value: one list of column values for each row; none where there is
  /// nothing to find it by.
  List<List<Object>> extract(Found found);

  /// The same for a kind whose values are not in what was found alone.
  default List<List<Object>> extract(Found found, JsonObject resource) {
    return extract(found);
  }

  /// The modifiers that are answered from values of their own, and the kinds of these. They lie in
  /// the index as a parameter `code:modifier`, where there are such values.
  default Map<String, ValueKind> aspects() {
    return Map.of();
  }

  /// The modifiers besides `missing` and `not`; those of references are names of types.
  Set<String> modifiers();

  /// Whether `:not` is answered.
  default boolean takesNot() {
    return false;
  }

  /// Whether the index goes from the parameter to what [#condition] is true of; else it goes
  /// through every value of the parameter.
  default boolean leadsTo(String value) {
    return true;
  }

  /// A condition on a row `x` of the index, true where it matches the value.
  ///
  /// @param value one of the values between commas, still with its escapes
  /// @throws IllegalArgumentException where it cannot be read; the message is for the person who
  ///   sent it
  Sql condition(@Nullable String modifier, String value);
}
