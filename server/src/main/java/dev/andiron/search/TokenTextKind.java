package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.search.Selector.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The texts beside tokens, which `:text` searches as strings are searched
/// (https://hl7.org/fhir/R4/search.html#token): the display of a coding, the text of a concept, the
/// text of the type of an identifier.
record TokenTextKind() implements ValueKind {
  static final String MODIFIER = "text";

  private static final Set<String> TYPES = Set.of("Coding", "CodeableConcept", "Identifier");

  @Override
  public IndexTable table() {
    return IndexTable.STRING;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    List<List<Object>> rows = new ArrayList<>();
    if (found.value() instanceof JsonObject object) {
      switch (found.type()) {
        case "Coding" -> add(rows, object.string("display"));
        case "CodeableConcept" -> {
          add(rows, object.string("text"));
          for (Json coding : object.array("coding")) {
            if (coding instanceof JsonObject each) {
              add(rows, each.string("display"));
            }
          }
        }
        case "Identifier" -> {
          JsonObject type = object.object("type");
          add(rows, type == null ? null : type.string("text"));
        }
        default -> {}
      }
    }
    return rows;
  }

  private static void add(List<List<Object>> rows, @Nullable String text) {
    if (text != null) {
      rows.addAll(StringKind.row(text));
    }
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    return new StringKind().condition(null, value);
  }
}
