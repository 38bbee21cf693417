package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.TypeDefinition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The search parameters of every resource type, compiled. Immutable and thread-safe.
public final class SearchParameters {
  /// Answered from the resource's own table.
  static final String ID = "_id";

  static final String LAST_UPDATED = "_lastUpdated";

  private final Definitions definitions;
  private final Clock clock;
  private final List<String> ownBases;
  private final Units units = new Ucum();
  private final Map<String, Map<String, SearchParameter>> byType = new HashMap<>();
  private final List<Unsupported> unsupported = new ArrayList<>();

  /// A parameter of the definitions that cannot be searched by, and why: what follows "because".
  public record Unsupported(String type, String code, String reason) {}

  /// Those of a server whose resources have no URLs of their own.
  ///
  /// @param clock what "about now" (`ap`) is measured by
  public SearchParameters(Definitions definitions, Clock clock) {
    this(definitions, clock, List.of());
  }

  /// Compiles all of them.
  ///
  /// @param clock what "about now" (`ap`) is measured by
  /// @param ownBases the URLs that this server's resources lie under: references that begin with
  ///   one of them are the same as those without
  public SearchParameters(Definitions definitions, Clock clock, List<String> ownBases) {
    this.definitions = definitions;
    this.clock = clock;
    this.ownBases = ownBases.stream().map(base -> base.endsWith("/") ? base : base + "/").toList();
    Map<Integer, String> keys = new HashMap<>();
    Map<String, Expression> expressions = new HashMap<>();
    for (String name : definitions.resourceTypes()) {
      TypeDefinition type = definitions.type(name);
      Map<String, SearchParameter> compiled = new TreeMap<>();
      if (type != null) {
        definitions
            .searchParameters(name)
            .forEach((code, definition) -> compile(type, definition, expressions, compiled));
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
      TypeDefinition type,
      SearchParameterDefinition definition,
      Map<String, Expression> expressions,
      Map<String, SearchParameter> into) {
    String code = definition.code();
    if (code.equals(ID) || code.equals(LAST_UPDATED)) {
      return;
    }
    String expression = definition.expression();
    String reason = UnansweredParameters.reason(code);
    if (expression != null && reason == null) {
      try {
        Expression parsed = expressions.computeIfAbsent(expression, ExpressionParser::parse);
        Selector selector = ExpressionCompiler.compile(definitions, type, parsed);
        ValueKind kind =
            definition.type() == SearchParameterDefinition.Type.COMPOSITE
                ? composites().compile(type, definition, selector)
                : kind(definition);
        if (kind == null) {
          reason = "it is of type " + definition.type().name().toLowerCase(Locale.ROOT);
        } else if (selector.types().stream().noneMatch(kind::takes)) {
          reason = "it finds values of type " + String.join(", ", selector.types());
        } else {
          add(type.name(), code, kind, selector, into);
        }
      } catch (IllegalArgumentException e) {
        reason = e.getMessage();
      }
    } else if (reason == null) {
      reason = "it has no expression";
    }
    if (reason != null) {
      unsupported.add(new Unsupported(type.name(), code, reason));
    }
  }

  /// The parameter and, beside it, what its modifiers are answered from.
  private static void add(
      String type,
      String code,
      ValueKind kind,
      Selector selector,
      Map<String, SearchParameter> into) {
    into.put(
        code, new SearchParameter(type, code, SearchParameter.key(type, code), kind, selector));
    kind.aspects()
        .forEach((modifier, aspect) -> {
          if (selector.types().stream().anyMatch(aspect::takes)) {
            add(type, aspect(code, modifier), aspect, selector, into);
          }
        });
  }

  private static String aspect(String code, String modifier) {
    return code + ":" + modifier;
  }

  private CompositeCompiler composites() {
    return new CompositeCompiler(definitions, this::kind);
  }

  private @Nullable ValueKind kind(SearchParameterDefinition definition) {
    return switch (definition.type()) {
      case STRING -> new StringKind();
      case TOKEN -> new TokenKind(definitions);
      case REFERENCE ->
          new ReferenceKind(
              definition.targets().isEmpty()
                  ? definitions.resourceTypes()
                  : Set.copyOf(definition.targets()),
              ownBases,
              new TokenKind(definitions));
      case DATE -> new DateKind(clock);
      case NUMBER -> new NumberKind();
      case URI -> new UriKind();
      case QUANTITY -> new QuantityKind(units);
      case COMPOSITE, SPECIAL -> null;
    };
  }

  /// The codes that a type can be searched by, those that every type has included.
  public List<String> codes(String type) {
    List<String> codes = new ArrayList<>(List.of(ID, LAST_UPDATED));
    of(type).keySet().stream().filter(code -> code.indexOf(':') < 0).sorted().forEach(codes::add);
    return codes;
  }

  Definitions definitions() {
    return definitions;
  }

  /// The definitions for a type by their codes, of those too that cannot be searched by.
  Map<String, SearchParameterDefinition> definitions(String type) {
    return definitions.searchParameters(type);
  }

  /// The modifiers that a parameter takes, without their colons, sorted.
  Set<String> modifiers(String type, String code) {
    SearchParameter parameter = find(type, code);
    Set<String> modifiers = new TreeSet<>(Set.of("missing"));
    if (parameter == null ? code.equals(ID) : parameter.kind().takesNot()) {
      modifiers.add("not");
    }
    if (parameter != null) {
      modifiers.addAll(parameter.kind().modifiers());
      parameter.kind().aspects().keySet().stream()
          .filter(modifier -> find(type, code, modifier) != null)
          .forEach(modifiers::add);
    }
    return modifiers;
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

  /// A parameter that can be searched by; null where there is none.
  @Nullable SearchParameter find(String type, String code) {
    return code.indexOf(':') < 0 ? of(type).get(code) : null;
  }

  /// What a modifier of a parameter is answered from; null where that is nothing of its own.
  @Nullable SearchParameter find(String type, String code, String modifier) {
    return of(type).get(aspect(code, modifier));
  }

  /// Why there is no such parameter, in words for the person who asked; null where nothing is known
  /// of that.
  @Nullable String reason(String type, String code) {
    for (Unsupported each : unsupported) {
      if (each.type().equals(type) && each.code().equals(code)) {
        return each.reason();
      }
    }
    return UnansweredParameters.reason(code);
  }

  /// All that is indexed of a type, by their codes; those of modifiers are `code:modifier`.
  Map<String, SearchParameter> of(String type) {
    return byType.getOrDefault(type, Map.of());
  }
}
