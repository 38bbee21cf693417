package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ValueSetDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.search.Selector.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tokens (https://hl7.org/fhir/R4/search.html#token): `code`, `system|code`, `|code`, `system|`.
record TokenKind(Definitions definitions) implements ValueKind {
  static final String IN = "in";
  static final String NOT_IN = "not-in";

  private static final long NO_SYSTEM = 0;
  private static final String BOOLEANS = "http://terminology.hl7.org/CodeSystem/special-values";
  private static final Set<String> TYPES =
      Set.of(
          "Coding",
          "CodeableConcept",
          "Identifier",
          "ContactPoint",
          "code",
          "boolean",
          "string",
          "id",
          "uri",
          "url",
          "canonical",
          "oid",
          "uuid",
          "integer",
          "positiveInt",
          "unsignedInt");

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
    List<List<Object>> rows = new ArrayList<>();
    switch (found.value()) {
      case JsonString(String text) -> add(rows, impliedSystem(found, text), text);
      case JsonBoolean flag -> add(rows, BOOLEANS, Boolean.toString(flag.value()));
      case JsonNumber(String text) -> add(rows, null, text);
      case JsonObject object -> {
        switch (found.type()) {
          case "Coding" -> add(rows, object.string("system"), object.string("code"));
          case "CodeableConcept" -> {
            for (Json coding : object.array("coding")) {
              if (coding instanceof JsonObject each) {
                add(rows, each.string("system"), each.string("code"));
              }
            }
          }
          // A contact point's system is `phone`, `email`, …: `telecom=phone|555`.
          case "Identifier", "ContactPoint" ->
              add(rows, object.string("system"), object.string("value"));
          default -> {}
        }
      }
      default -> {}
    }
    return rows;
  }

  /// The system of a `code` is that of the value set it must be from.
  private @Nullable String impliedSystem(Found found, String code) {
    ElementDefinition element = found.element();
    String url = element == null || !found.type().equals("code") ? null : element.valueSet();
    ValueSetDefinition valueSet = url == null ? null : definitions.valueSet(url);
    if (valueSet != null) {
      for (Map.Entry<String, Set<String>> system : valueSet.codes().entrySet()) {
        if (system.getValue().contains(code)) {
          return system.getKey();
        }
      }
    }
    return null;
  }

  private static void add(List<List<Object>> rows, @Nullable String system, @Nullable String code) {
    if (code != null && !code.isEmpty()) {
      rows.add(List.of(Fold.token(code), system == null ? NO_SYSTEM : Fold.hash(system)));
    }
  }

  /// Both are answered by [#among], which needs the value set.
  @Override
  public Set<String> modifiers() {
    return Set.of(IN, NOT_IN);
  }

  /// A condition on a row `x` of the index, true where its code is one of these.
  static Sql among(List<ValueSets.SystemCodes> systems) {
    List<Sql> any = new ArrayList<>();
    for (ValueSets.SystemCodes each : systems) {
      SqlArray codes =
          new SqlArray("text", each.codes().stream().map(Fold::token).distinct().toArray());
      Sql one = new Sql().add("(x.system = ?", Fold.hash(each.system()));
      if (!each.allBut()) {
        one.add(" and x.code = any(?::text[])", codes);
      } else if (!each.codes().isEmpty()) {
        one.add(" and x.code <> all(?::text[])", codes);
      }
      any.add(one.add(")"));
    }
    return any.isEmpty()
        ? new Sql().add("false")
        : new Sql().add("(").add(Sql.join(" or ", any)).add(")");
  }

  @Override
  public Map<String, ValueKind> aspects() {
    return Map.of(
        TokenTextKind.MODIFIER,
        new TokenTextKind(),
        IdentifierTypeKind.MODIFIER,
        new IdentifierTypeKind());
  }

  @Override
  public boolean takesNot() {
    return true;
  }

  /// The index is of codes, then their systems.
  @Override
  public boolean leadsTo(String value) {
    return !Escapes.split(value, '|').getLast().isEmpty();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    List<String> parts = Escapes.split(value, '|').stream().map(Escapes::unescape).toList();
    if (parts.size() > 2) {
      throw new IllegalArgumentException(
          "it has more than one |; write `system|code`, with \\| for a | within either");
    }
    String code = parts.getLast();
    if (parts.size() == 1) {
      return new Sql().add("x.code = ?", Fold.token(code));
    }
    String system = parts.getFirst();
    if (code.isEmpty() && system.isEmpty()) {
      throw new IllegalArgumentException("it has neither a system nor a code");
    }
    if (code.isEmpty()) {
      return new Sql().add("x.system = ?", Fold.hash(system));
    }
    return new Sql()
        .add(
            "x.code = ? and x.system = ?",
            Fold.token(code),
            system.isEmpty() ? NO_SYSTEM : Fold.hash(system));
  }
}
