package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.search.Selector.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Strings (https://hl7.org/fhir/R4/search.html#string): begins with, case and accents aside; all
/// parts of a name or an address.
record StringKind() implements ValueKind {
  private static final Set<String> PRIMITIVES =
      Set.of("string", "markdown", "code", "id", "uri", "url", "canonical");

  /// Which members of a value are searched.
  private static final Map<String, List<String>> PARTS =
      Map.of(
          "HumanName", List.of("text", "family", "given", "prefix", "suffix"),
          "Address", List.of("text", "line", "city", "district", "state", "postalCode", "country"),
          "CodeableConcept", List.of("text"),
          "Coding", List.of("display"),
          "ContactPoint", List.of("value"),
          "Identifier", List.of("value"),
          "Annotation", List.of("text"));

  @Override
  public IndexTable table() {
    return IndexTable.STRING;
  }

  @Override
  public int extraction() {
    return 2;
  }

  @Override
  public boolean takes(String type) {
    return PRIMITIVES.contains(type) || PARTS.containsKey(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    return texts(found).stream().flatMap(text -> row(text).stream()).toList();
  }

  /// The texts of a value, as they were written.
  List<String> texts(Found found) {
    List<String> texts = new ArrayList<>();
    switch (found.value()) {
      case JsonString(String text) -> texts.add(text);
      case JsonObject object -> {
        for (String part : PARTS.getOrDefault(found.type(), List.of())) {
          if (object.get(part) instanceof JsonString(String text)) {
            texts.add(text);
          }
          for (Json element : object.array(part)) {
            if (element instanceof JsonString(String text)) {
              texts.add(text);
            }
          }
        }
      }
      default -> {}
    }
    return texts;
  }

  /// What the index keeps of a text; nothing of one that has nothing to be found by.
  static List<List<Object>> row(String text) {
    String folded = Fold.string(text);
    return folded.isEmpty() ? List.of() : List.of(List.of(folded, Fold.hash(text)));
  }

  @Override
  public Set<String> modifiers() {
    return Set.of("exact", "contains");
  }

  @Override
  public Map<String, ValueKind> aspects() {
    return Map.of(LongStringKind.MODIFIER, new LongStringKind(this));
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    String text = Escapes.unescape(value);
    String folded = Fold.string(text);
    if (folded.isEmpty()) {
      throw new IllegalArgumentException("there is nothing in it to search for");
    }
    if ("exact".equals(modifier)) {
      return new Sql().add("x.value = ? and x.exact = ?", folded, Fold.hash(text));
    }
    if (folded.codePointCount(0, folded.length()) >= Fold.STRING_LIMIT) {
      throw new IllegalArgumentException(
          "it has " + Fold.STRING_LIMIT + " characters or more; give the beginning only");
    }
    if ("contains".equals(modifier)) {
      return contains(folded);
    }
    return begins(folded);
  }

  static Sql contains(String folded) {
    String pattern = folded.replaceAll("([\\\\%_])", "\\\\$1");
    return new Sql().add("x.value like ?", "%" + pattern + "%");
  }

  static Sql begins(String folded) {
    String after = Fold.after(folded);
    return after == null
        ? new Sql().add("x.value >= ?", folded)
        : new Sql().add("x.value >= ? and x.value < ?", folded, after);
  }
}
