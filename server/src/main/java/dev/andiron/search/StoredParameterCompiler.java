package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks a search parameter that is, or is to be, stored as a resource, and compiles it for each
/// type that it is for.
final class StoredParameterCompiler {
  /// What `:` and `.` after it mean must stay clear, and `_…` is FHIR's own
  /// (https://hl7.org/fhir/R4/search.html#all).
  private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  /// A parameter for every type would be refused for every type.
  private static final int MOST_ISSUES = 10;

  private final Definitions definitions;
  private final ParameterCompiler compiler;
  private final Map<Integer, String> keys;

  StoredParameterCompiler(
      Definitions definitions, ParameterCompiler compiler, Map<Integer, String> keys) {
    this.definitions = definitions;
    this.compiler = compiler;
    this.keys = Map.copyOf(keys);
  }

  /// What is indexed for it; nothing for a type of which the definitions have the same.
  ///
  /// @param components the parameters that composites are made of, by their URLs
  /// @param issues where it says what is wrong with it
  List<SearchParameter> compile(
      StoredParameter stored,
      Function<String, @Nullable SearchParameterDefinition> components,
      List<Issue> issues) {
    SearchParameterDefinition definition = stored.definition();
    List<SearchParameter> compiled = new ArrayList<>();
    String expression = definition.expression();
    if (definition.type() == SearchParameterDefinition.Type.SPECIAL) {
      issue(
          issues,
          Issue.Kind.NOT_SUPPORTED,
          "type",
          "A special parameter means what a program makes of it; only FHIR's own are known here.");
      return compiled;
    }
    if (expression == null) {
      issue(
          issues,
          Issue.Kind.REQUIRED,
          "expression",
          "A parameter that is searched by needs an expression that says where its values are.");
      return compiled;
    }
    Expression parsed;
    try {
      parsed = ExpressionParser.parse(expression);
    } catch (IllegalArgumentException e) {
      issue(
          issues,
          Issue.Kind.NOT_SUPPORTED,
          "expression",
          "The expression cannot be used because " + e.getMessage() + ".");
      return compiled;
    }
    for (TypeDefinition type : types(definition, issues)) {
      SearchParameterDefinition standard =
          definitions.searchParameters(type.name()).get(definition.code());
      if (standard == null) {
        compile(type, definition, parsed, components, compiled, issues);
      } else if (!isSame(type, stored, parsed, standard)) {
        issue(
            issues,
            Issue.Kind.DUPLICATE,
            "code",
            "%s is searched by \"%s\" already (%s), and by another expression or type than this; choose another code."
                .formatted(type.name(), definition.code(), standard.url()));
      }
      if (issues.size() >= MOST_ISSUES) {
        break;
      }
    }
    return compiled;
  }

  private List<TypeDefinition> types(SearchParameterDefinition definition, List<Issue> issues) {
    Set<TypeDefinition> types = new LinkedHashSet<>();
    for (int i = 0; i < definition.bases().size(); i++) {
      String base = definition.bases().get(i);
      List<TypeDefinition> ofBase =
          definitions.resourceTypes().stream()
              .flatMap(name -> java.util.stream.Stream.ofNullable(definitions.type(name)))
              .filter(type -> type.is(base))
              .toList();
      if (ofBase.isEmpty()) {
        issue(
            issues,
            Issue.Kind.VALUE,
            "base[" + i + "]",
            "There are no resources of type " + QueryReader.shown(base) + " here.");
      }
      types.addAll(ofBase);
    }
    return List.copyOf(types);
  }

  private void compile(
      TypeDefinition type,
      SearchParameterDefinition definition,
      Expression parsed,
      Function<String, @Nullable SearchParameterDefinition> components,
      List<SearchParameter> into,
      List<Issue> issues) {
    if (!CODE.matcher(definition.code()).matches()) {
      issue(
          issues,
          Issue.Kind.VALUE,
          "code",
          "The code of a parameter of one's own is a letter and then up to 63 letters, digits, - and _.");
      return;
    }
    try {
      List<SearchParameter> compiled = compiler.compile(type, definition, parsed, components);
      for (SearchParameter each : compiled) {
        String other = keys.get(each.key());
        if (other != null) {
          issue(
              issues,
              Issue.Kind.DUPLICATE,
              "code",
              "%s.%s would lie where %s does; choose another code."
                  .formatted(type.name(), each.code(), other));
          return;
        }
      }
      into.addAll(compiled);
    } catch (IllegalArgumentException e) {
      issue(
          issues,
          Issue.Kind.NOT_SUPPORTED,
          "expression",
          "The expression cannot be used for %s because %s."
              .formatted(type.name(), e.getMessage()));
    }
  }

  /// Guides store, beside their own parameters, those of FHIR that they ask for. "If a derivedFrom
  /// is provided, then the details in the search parameter must be consistent with the definition
  /// from which it is defined"
  /// (https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.derivedFrom).
  private boolean isSame(
      TypeDefinition type,
      StoredParameter stored,
      Expression parsed,
      SearchParameterDefinition standard) {
    if (standard.url().equals(stored.derivedFrom())) {
      return true;
    }
    String expression = standard.expression();
    if (expression == null || standard.type() != stored.definition().type()) {
      return false;
    }
    try {
      return paths(ExpressionCompiler.compile(definitions, type, parsed))
          .equals(
              paths(
                  ExpressionCompiler.compile(
                      definitions, type, ExpressionParser.parse(expression))));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Set<Selector> paths(Selector selector) {
    return selector instanceof Selector.Any(List<? extends Selector> all)
        ? Set.copyOf(all)
        : Set.of(selector);
  }

  private static void issue(List<Issue> issues, Issue.Kind kind, String element, String message) {
    issues.add(new Issue(kind, StoredParameter.TYPE + "." + element, message));
  }
}
