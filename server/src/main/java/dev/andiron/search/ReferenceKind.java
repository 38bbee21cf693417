package dev.andiron.search;

import dev.andiron.json.JsonString;
import dev.andiron.search.Selector.Found;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// References (https://hl7.org/fhir/R4/search.html#reference): `Patient/1`, `1`, a URL; with
/// `:Patient` only those to that type.
///
/// @param targets the types that the parameter may point to; empty where any
record ReferenceKind(Set<String> targets) implements ValueKind {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
  private static final Set<String> TYPES =
      Set.of("Reference", "ResourceReference", "canonical", "uri", "url", "Resource");

  @Override
  public IndexTable table() {
    return IndexTable.REFERENCE;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    ReferenceTarget target = ReferenceTarget.of(found.value());
    if (target == null) {
      return List.of();
    }
    List<Object> row = List.of(Fold.whole(target.id()), target.type());
    // https://hl7.org/fhir/R4/references.html#canonical: `url|version` is found by its URL too.
    int version =
        found.value() instanceof JsonString && target.type().isEmpty()
            ? target.id().indexOf('|')
            : -1;
    return version < 0
        ? List.of(row)
        : List.of(row, List.of(Fold.whole(target.id().substring(0, version)), ""));
  }

  @Override
  public Set<String> modifiers() {
    return targets;
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    String text = Escapes.unescape(value);
    if (modifier != null) {
      if (!ID.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "with the modifier :" + modifier + " the value is the id of a " + modifier);
      }
      return new Sql().add("x.target = ? and x.target_type = ?", text, modifier);
    }
    if (ID.matcher(text).matches()) {
      return new Sql().add("x.target = ? and x.target_type <> ''", text);
    }
    ReferenceTarget target = ReferenceTarget.of(text);
    if (target == null) {
      throw new IllegalArgumentException("it is no reference; write Type/id, id or a URL");
    }
    return new Sql()
        .add("x.target = ? and x.target_type = ?", Fold.whole(target.id()), target.type());
  }
}
