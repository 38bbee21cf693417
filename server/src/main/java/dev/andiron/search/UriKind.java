package dev.andiron.search;

import dev.andiron.json.JsonString;
import dev.andiron.search.Selector.Found;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// URIs (https://hl7.org/fhir/R4/search.html#uri): the whole, case and all. They lie among the
/// tokens, without a system.
record UriKind() implements ValueKind {
  private static final Set<String> TYPES =
      Set.of("uri", "url", "canonical", "oid", "uuid", "string");

  @Override
  public IndexTable table() {
    return IndexTable.TOKEN;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    return found.value() instanceof JsonString(String text) && !text.isEmpty()
        ? List.of(List.of(Fold.whole(text), 0L))
        : List.of();
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    return new Sql().add("x.code = ?", Fold.whole(Escapes.unescape(value)));
  }
}
