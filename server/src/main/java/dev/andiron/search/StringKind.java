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
  public boolean takes(String type) {
    return PRIMITIVES.contains(type) || PARTS.containsKey(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    List<List<Object>> rows = new ArrayList<>();
    switch (found.value()) {
      case JsonString(String text) -> add(rows, text);
      case JsonObject object -> {
        for (String part : PARTS.getOrDefault(found.type(), List.of())) {
          if (object.get(part) instanceof JsonString(String text)) {
            add(rows, text);
          }
          for (Json element : object.array(part)) {
            if (element instanceof JsonString(String text)) {
              add(rows, text);
            }
          }
        }
      }
      default -> {}
    }
    return rows;
  }

  private static void add(List<List<Object>> rows, String text) {
    String folded = Fold.string(text);
    if (!folded.isEmpty()) {
      rows.add(List.of(folded, Fold.hash(text)));
    }
  }

  @Override
  public Set<String> modifiers() {
    return Set.of("exact", "contains");
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
      String pattern = folded.replaceAll("([\\\\%_])", "\\\\$1");
      return new Sql().add("x.value like ?", "%" + pattern + "%");
    }
    String after = Fold.after(folded);
    return after == null
        ? new Sql().add("x.value >= ?", folded)
        : new Sql().add("x.value >= ? and x.value < ?", folded, after);
  }
}
