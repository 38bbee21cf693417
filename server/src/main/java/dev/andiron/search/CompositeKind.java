package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.search.Selector.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Composites (https://hl7.org/fhir/R4/search.html#combining): `code$value`, both of the same
/// element. Every combination of the values of one element is a row, so that none is made of two
/// elements, and the first component leads to the others within one index.
///
/// @param parts the kinds of the components, in their order
/// @param byElement for each type of the elements that the composite looks at, where the values of
///   each component are
record CompositeKind(IndexTable table, List<ValueKind> parts, Map<String, List<Part>> byElement)
    implements ValueKind {
  /// Enough for every real element; what is beyond is not found by this parameter.
  private static final int MOST_ROWS = 2_000;

  /// Where the values of a component are.
  ///
  /// @param ofResource whether it is looked up in the whole resource (`%resource`)
  record Part(Selector selector, boolean ofResource) {}

  CompositeKind {
    parts = List.copyOf(parts);
    byElement = Map.copyOf(byElement);
  }

  @Override
  public int extraction() {
    return parts.stream().mapToInt(ValueKind::extraction).reduce(1, (all, each) -> all * 31 + each);
  }

  @Override
  public boolean takes(String type) {
    return byElement.containsKey(type);
  }

  @Override
  public List<List<Object>> extract(Found found, JsonObject resource) {
    List<Part> selectors = byElement.get(found.type());
    if (selectors == null || !(found.value() instanceof JsonObject element)) {
      return List.of();
    }
    List<List<Object>> rows = List.of(List.of());
    for (int i = 0; i < parts.size(); i++) {
      Part part = selectors.get(i);
      List<List<Object>> values = new ArrayList<>();
      for (Found each : part.selector().select(part.ofResource() ? resource : element)) {
        values.addAll(parts.get(i).extract(each, resource));
      }
      rows = combined(rows, values.stream().distinct().toList());
    }
    return rows;
  }

  private static List<List<Object>> combined(List<List<Object>> rows, List<List<Object>> values) {
    List<List<Object>> all = new ArrayList<>();
    for (List<Object> row : rows) {
      for (List<Object> value : values) {
        if (all.size() < MOST_ROWS) {
          List<Object> longer = new ArrayList<>(row);
          longer.addAll(value);
          all.add(longer);
        }
      }
    }
    return all;
  }

  @Override
  public List<List<Object>> extract(Found found) {
    throw new IllegalStateException("a composite is taken out of a resource");
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    List<String> values = Escapes.split(value, '$');
    if (values.size() != parts.size() || values.contains("")) {
      throw new IllegalArgumentException(
          "it has " + parts.size() + " parts with $ between, and \\$ for a $ within");
    }
    List<Sql> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Sql part = parts.get(i).condition(null, values.get(i));
      all.add(new Sql().add("(").add(part.ofColumns(IndexTable.component(i))).add(")"));
    }
    return Sql.join(" and ", all);
  }
}
