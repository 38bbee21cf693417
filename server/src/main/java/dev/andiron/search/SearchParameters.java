package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.TypeDefinition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The search parameters of every resource type, compiled. Immutable and thread-safe.
public final class SearchParameters {
  /// Answered from the resource's own table.
  static final String ID = "_id";

  static final String LAST_UPDATED = "_lastUpdated";

  private final Map<String, Map<String, SearchParameter>> byType = new HashMap<>();
  private final List<Unsupported> unsupported = new ArrayList<>();

  /// A parameter of the definitions that cannot be searched by, and why.
  public record Unsupported(String type, String code, String reason) {}

  /// Compiles all of them.
  ///
  /// @param clock what "about now" (`ap`) is measured by
  public SearchParameters(Definitions definitions, Clock clock) {
    Map<Integer, String> keys = new HashMap<>();
    Map<String, Expression> expressions = new HashMap<>();
    for (String name : definitions.resourceTypes()) {
      TypeDefinition type = definitions.type(name);
      Map<String, SearchParameter> compiled = new TreeMap<>();
      if (type != null) {
        definitions
            .searchParameters(name)
            .forEach((code, definition) ->
                compile(definitions, clock, type, definition, expressions, compiled));
      }
      for (SearchParameter parameter : compiled.values()) {
        String clash = keys.put(parameter.key(), name + "." + parameter.code());
        if (clash != null) {
          throw new IllegalStateException(
              "the search parameters "
                  + clash
                  + " and "
                  + name
                  + "."
                  + parameter.code()
                  + " have the same key");
        }
      }
      byType.put(name, Map.copyOf(compiled));
    }
  }

  private void compile(
      Definitions definitions,
      Clock clock,
      TypeDefinition type,
      SearchParameterDefinition definition,
      Map<String, Expression> expressions,
      Map<String, SearchParameter> into) {
    String code = definition.code();
    if (code.equals(ID) || code.equals(LAST_UPDATED)) {
      return;
    }
    String expression = definition.expression();
    ValueKind kind = kind(definitions, clock, definition);
    String reason = null;
    if (expression == null) {
      reason = "has no expression";
    } else {
      try {
        Expression parsed = expressions.computeIfAbsent(expression, ExpressionParser::parse);
        Selector selector = ExpressionCompiler.compile(definitions, type, parsed);
        if (kind == null) {
          reason = "is of type " + definition.type().name().toLowerCase(java.util.Locale.ROOT);
        } else {
          reason = untaken(kind, selector);
          if (reason == null) {
            into.put(
                code,
                new SearchParameter(
                    type.name(), code, SearchParameter.key(type.name(), code), kind, selector));
          }
        }
      } catch (IllegalArgumentException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    if (reason != null) {
      unsupported.add(new Unsupported(type.name(), code, reason));
    }
  }

  /// Why no value of what the selector finds can be taken; null where some can.
  private static @Nullable String untaken(ValueKind kind, Selector selector) {
    Set<String> types = new LinkedHashSet<>();
    switch (selector) {
      case Selector.Path path -> types.add(path.type());
      case Selector.Any(List<? extends Selector> selectors) -> {
        for (Selector each : selectors) {
          if (each instanceof Selector.Path path) {
            types.add(path.type());
          }
        }
      }
      case Selector.Test _ -> types.add("boolean");
    }
    return types.stream().anyMatch(kind::takes)
        ? null
        : "finds values of type " + String.join(", ", types);
  }

  private static @Nullable ValueKind kind(
      Definitions definitions, Clock clock, SearchParameterDefinition definition) {
    return switch (definition.type()) {
      case STRING -> new StringKind();
      case TOKEN -> new TokenKind(definitions);
      case REFERENCE ->
          new ReferenceKind(
              definition.targets().isEmpty()
                  ? definitions.resourceTypes()
                  : Set.copyOf(definition.targets()));
      case DATE -> new DateKind(clock);
      case NUMBER -> new NumberKind();
      case URI -> new UriKind();
      case QUANTITY, COMPOSITE, SPECIAL -> null;
    };
  }

  /// The codes that a type can be searched by, those that every type has included.
  public List<String> codes(String type) {
    List<String> codes = new ArrayList<>(List.of(ID, LAST_UPDATED));
    codes.addAll(new java.util.TreeSet<>(of(type).keySet()));
    return codes;
  }

  /// What the definitions have and this does not.
  public List<Unsupported> unsupported() {
    return List.copyOf(unsupported);
  }

  Set<String> types() {
    return byType.keySet();
  }

  boolean knows(String type) {
    return byType.containsKey(type);
  }

  Map<String, SearchParameter> of(String type) {
    return byType.getOrDefault(type, Map.of());
  }
}
