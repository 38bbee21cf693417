package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.search.Selector.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Identifiers by what they are (https://hl7.org/fhir/R4/search.html#modifiers, `:of-type`):
/// `system|code|value`, the first two those of the type of the identifier. They lie among the
/// tokens, with the type in the place of the system.
record IdentifierTypeKind() implements ValueKind {
  static final String MODIFIER = "of-type";

  @Override
  public IndexTable table() {
    return IndexTable.TOKEN;
  }

  @Override
  public boolean takes(String type) {
    return type.equals("Identifier");
  }

  @Override
  public List<List<Object>> extract(Found found) {
    List<List<Object>> rows = new ArrayList<>();
    if (found.value() instanceof JsonObject identifier) {
      String value = identifier.string("value");
      JsonObject type = identifier.object("type");
      if (value != null && !value.isEmpty() && type != null) {
        for (Json coding : type.array("coding")) {
          String code = coding instanceof JsonObject each ? each.string("code") : null;
          if (code != null) {
            String system = ((JsonObject) coding).string("system");
            rows.add(List.of(Fold.token(value), type(system, code)));
          }
        }
      }
    }
    return rows;
  }

  private static long type(@Nullable String system, String code) {
    return Fold.hash((system == null ? "" : system) + "|" + Fold.token(code));
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    List<String> parts = Escapes.split(value, '|').stream().map(Escapes::unescape).toList();
    if (parts.size() != 3 || parts.contains("")) {
      throw new IllegalArgumentException(
          "with :of-type it is `system|code|value`, system and code those of the identifier's type");
    }
    return new Sql()
        .add(
            "x.code = ? and x.system = ?",
            Fold.token(parts.get(2)),
            type(parts.getFirst(), parts.get(1)));
  }
}
