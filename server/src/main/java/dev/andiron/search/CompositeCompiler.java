package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.SearchParameterDefinition.Component;
import dev.andiron.definition.TypeDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes the kind of a composite parameter out of the definitions of its components.
///
/// @param components the parameters by their URLs; null where there is none
/// @param kinds the kind of a parameter, null where it has none
record CompositeCompiler(
    Definitions definitions,
    Function<String, @Nullable SearchParameterDefinition> components,
    Function<SearchParameterDefinition, @Nullable ValueKind> kinds) {
  private static final String RESOURCE = "%resource.";

  /// @param elements what the composite's own expression finds
  /// @throws IllegalArgumentException where it cannot be indexed; the message says why
  CompositeKind compile(
      TypeDefinition type, SearchParameterDefinition composite, Selector elements) {
    List<ValueKind> parts = new ArrayList<>();
    List<String> expressions = new ArrayList<>();
    for (Component component : composite.components()) {
      SearchParameterDefinition part = components.apply(component.definition());
      ValueKind kind = part == null ? null : kinds.apply(part);
      if (kind == null) {
        throw new IllegalArgumentException(
            "nothing is searched by its component " + component.definition());
      }
      parts.add(kind);
      expressions.add(component.expression());
    }
    IndexTable table = IndexTable.composite(parts.stream().map(ValueKind::table).toList());
    if (table == null) {
      throw new IllegalArgumentException("it combines kinds that no other does");
    }
    Map<String, List<CompositeKind.Part>> byElement = new HashMap<>();
    for (String name : elements.types()) {
      TypeDefinition element = definitions.type(name);
      if (element == null) {
        throw new IllegalArgumentException("it looks into " + name);
      }
      List<CompositeKind.Part> found =
          expressions.stream().map(expression -> part(type, element, expression)).toList();
      byElement.put(name, fitting(parts, found));
    }
    return new CompositeKind(table, parts, byElement);
  }

  private CompositeKind.Part part(TypeDefinition type, TypeDefinition element, String expression) {
    boolean ofResource = expression.startsWith(RESOURCE);
    String path = ofResource ? expression.substring(RESOURCE.length()) : expression;
    return new CompositeKind.Part(
        ExpressionCompiler.compile(
            definitions, ofResource ? type : element, ExpressionParser.parse(path)),
        ofResource);
  }

  /// DocumentReference.relationship of R4 has the expressions of its two components the wrong way
  /// round (`relatesto` is `code`, `relation` is `target`): the kinds tell which is meant.
  private static List<CompositeKind.Part> fitting(
      List<ValueKind> parts, List<CompositeKind.Part> found) {
    List<CompositeKind.Part> turned = found.reversed();
    if (fit(parts, found)) {
      return found;
    } else if (fit(parts, turned)) {
      return turned;
    }
    throw new IllegalArgumentException("it has a component whose values are of another type");
  }

  private static boolean fit(List<ValueKind> parts, List<CompositeKind.Part> found) {
    for (int i = 0; i < parts.size(); i++) {
      if (found.get(i).selector().types().stream().noneMatch(parts.get(i)::takes)) {
        return false;
      }
    }
    return true;
  }
}
