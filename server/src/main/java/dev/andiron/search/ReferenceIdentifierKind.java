package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.search.Selector.Found;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// References by the identifier that they give (https://hl7.org/fhir/R4/search.html#reference,
/// `:identifier`), not by that of what they point to. Asked for as tokens are.
record ReferenceIdentifierKind(TokenKind tokens) implements ValueKind {
  static final String MODIFIER = "identifier";

  @Override
  public IndexTable table() {
    return IndexTable.TOKEN;
  }

  @Override
  public boolean takes(String type) {
    return type.equals("Reference");
  }

  @Override
  public List<List<Object>> extract(Found found) {
    JsonObject identifier =
        found.value() instanceof JsonObject object ? object.object("identifier") : null;
    return identifier == null
        ? List.of()
        : tokens.extract(new Found("Identifier", null, identifier));
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public boolean leadsTo(String value) {
    return tokens.leadsTo(value);
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    return tokens.condition(null, value);
  }
}
