package dev.andiron.search;

import dev.andiron.json.JsonNumber;
import dev.andiron.search.Selector.Found;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Numbers (https://hl7.org/fhir/R4/search.html#number): `100` is what rounds to it, `100.00` is
/// narrower; with a prefix the value itself counts.
record NumberKind() implements ValueKind {
  private static final Set<String> TYPES =
      Set.of("integer", "decimal", "positiveInt", "unsignedInt");

  @Override
  public IndexTable table() {
    return IndexTable.NUMBER;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    return found.value() instanceof JsonNumber number
        ? List.of(List.of(number.decimal()))
        : List.of();
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    AskedNumber asked = AskedNumber.of(Escapes.unescape(value));
    if (asked == null) {
      throw new IllegalArgumentException(
          "it is no number; write for example 100, 5.40 or 1e2,"
              + " with eq, ne, gt, lt, ge, le, sa, eb or ap before it");
    }
    return asked.matches("x.value");
  }
}
