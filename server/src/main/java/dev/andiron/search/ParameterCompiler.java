package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.TypeDefinition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes of the definition of a search parameter what is indexed and asked for.
///
/// @param clock what "about now" (`ap`) is measured by
/// @param ownBases the URLs that this server's resources lie under, each with a `/` at its end
record ParameterCompiler(Definitions definitions, Clock clock, List<String> ownBases, Units units) {
  ParameterCompiler(Definitions definitions, Clock clock, List<String> ownBases) {
    this(
        definitions,
        clock,
        ownBases.stream().map(base -> base.endsWith("/") ? base : base + "/").toList(),
        new Ucum());
  }

  /// The parameter and, beside it, what its modifiers are answered from.
  ///
  /// @param parsed its expression
  /// @param components the parameters that composites are made of, by their URLs; null where there
  ///   is none
  /// @throws IllegalArgumentException where it cannot be searched by; the message says why, and
  ///   follows "because"
  List<SearchParameter> compile(
      TypeDefinition type,
      SearchParameterDefinition definition,
      Expression parsed,
      Function<String, @Nullable SearchParameterDefinition> components) {
    Selector selector = ExpressionCompiler.compile(definitions, type, parsed);
    ValueKind kind =
        definition.type() == SearchParameterDefinition.Type.COMPOSITE
            ? new CompositeCompiler(definitions, components, this::kind)
                .compile(type, definition, selector)
            : kind(definition);
    if (kind == null) {
      throw new IllegalArgumentException("it is of type " + name(definition));
    }
    if (selector.types().stream().noneMatch(kind::takes)) {
      throw new IllegalArgumentException(
          "it finds values of type "
              + String.join(", ", selector.types().stream().sorted().toList())
              + ", which a parameter of type "
              + name(definition)
              + " is not made of");
    }
    List<SearchParameter> compiled = new ArrayList<>();
    add(type.name(), definition.code(), kind, selector, compiled);
    return compiled;
  }

  private static String name(SearchParameterDefinition definition) {
    return definition.type().name().toLowerCase(Locale.ROOT);
  }

  private static void add(
      String type, String code, ValueKind kind, Selector selector, List<SearchParameter> into) {
    into.add(new SearchParameter(type, code, SearchParameter.key(type, code), kind, selector));
    kind.aspects()
        .forEach((modifier, aspect) -> {
          if (selector.types().stream().anyMatch(aspect::takes)) {
            add(type, SearchParameter.aspect(code, modifier), aspect, selector, into);
          }
        });
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
}
