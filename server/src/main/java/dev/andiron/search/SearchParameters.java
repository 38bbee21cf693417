package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.resource.Issue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The search parameters of every resource type, compiled: those of the definitions and, beside
/// them, those that were stored as resources, which others replace while searches and writes go on.
/// Thread-safe.
public final class SearchParameters {
  private static final Logger LOG = LoggerFactory.getLogger(SearchParameters.class);

  /// Answered from the resource's own table.
  static final String ID = "_id";

  static final String LAST_UPDATED = "_lastUpdated";

  private final Definitions definitions;
  private final List<Unsupported> unsupported = new ArrayList<>();
  private final StoredParameterCompiler storedCompiler;
  private final ParameterSet defined;
  private final WritesUnderWay writes = new WritesUnderWay();
  private volatile ParameterSet current;
  private volatile long revision;

  /// A parameter of the definitions that cannot be searched by, and why: what follows "because".
  public record Unsupported(String type, String code, String reason) {}

  /// Those of a server whose resources have no URLs of their own.
  ///
  /// @param clock what "about now" (`ap`) is measured by
  public SearchParameters(Definitions definitions, Clock clock) {
    this(definitions, clock, List.of());
  }

  /// Compiles all of the definitions.
  ///
  /// @param clock what "about now" (`ap`) is measured by
  /// @param ownBases the URLs that this server's resources lie under: references that begin with
  ///   one of them are the same as those without
  public SearchParameters(Definitions definitions, Clock clock, List<String> ownBases) {
    this.definitions = definitions;
    ParameterCompiler compiler = new ParameterCompiler(definitions, clock, ownBases);
    Map<Integer, String> keys = new HashMap<>();
    Map<String, Expression> expressions = new HashMap<>();
    Map<String, ParameterSet.OfType> byType = new HashMap<>();
    for (String name : definitions.resourceTypes()) {
      TypeDefinition type = definitions.type(name);
      List<SearchParameter> compiled = new ArrayList<>();
      if (type != null) {
        definitions
            .searchParameters(name)
            .values()
            .forEach(
                definition -> compiled.addAll(compile(compiler, type, definition, expressions)));
      }
      for (SearchParameter parameter : compiled) {
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
      byType.put(name, ParameterSet.OfType.of(compiled, definitions.searchParameters(name)));
    }
    this.storedCompiler = new StoredParameterCompiler(definitions, compiler, keys);
    this.defined = new ParameterSet(byType, Map.of());
    this.current = defined;
  }

  private List<SearchParameter> compile(
      ParameterCompiler compiler,
      TypeDefinition type,
      SearchParameterDefinition definition,
      Map<String, Expression> expressions) {
    String code = definition.code();
    if (code.equals(ID) || code.equals(LAST_UPDATED)) {
      return List.of();
    }
    String expression = definition.expression();
    String reason = UnansweredParameters.reason(type.name(), code);
    if (expression != null && reason == null) {
      try {
        Expression parsed = expressions.computeIfAbsent(expression, ExpressionParser::parse);
        List<SearchParameter> all =
            compiler.compile(type, definition, parsed, definitions::searchParameter);
        return UnansweredParameters.keepsAspects(type.name())
            ? all
            : all.stream().filter(each -> each.code().equals(code)).toList();
      } catch (IllegalArgumentException e) {
        reason = e.getMessage();
      }
    } else if (reason == null) {
      reason = "it has no expression";
    }
    unsupported.add(new Unsupported(type.name(), code, String.valueOf(reason)));
    return List.of();
  }

  /// What is indexed for a parameter that is to be stored.
  ///
  /// @param issues where it says what is wrong with it
  List<SearchParameter> compile(StoredParameter stored, List<Issue> issues) {
    return storedCompiler.compile(stored, component(current.stored()), issues);
  }

  private Function<String, @Nullable SearchParameterDefinition> component(
      Map<String, SearchParameterDefinition> stored) {
    return canonical -> {
      String url = canonical.split("\\|", 2)[0];
      SearchParameterDefinition standard = definitions.searchParameter(url);
      return standard == null ? stored.get(url) : standard;
    };
  }

  /// The parameters of the definitions and these. What cannot be used (this version of the program
  /// may have a parameter of that code by now) is told in the log and left out.
  ///
  /// @param stored in an order that is the same on every node: of two with the same code for the
  ///   same type the first counts
  ParameterSet with(List<StoredParameter> stored) {
    Map<String, SearchParameterDefinition> byUrl = new HashMap<>();
    stored.forEach(each -> byUrl.putIfAbsent(each.definition().url(), each.definition()));
    Map<String, List<SearchParameter>> parameters = new HashMap<>();
    Map<String, Map<String, SearchParameterDefinition>> ofTypes = new HashMap<>();
    Set<Integer> keys = new HashSet<>();
    for (StoredParameter each : stored) {
      List<Issue> issues = new ArrayList<>();
      for (SearchParameter compiled : storedCompiler.compile(each, component(byUrl), issues)) {
        if (keys.add(compiled.key())) {
          parameters.computeIfAbsent(compiled.type(), _ -> new ArrayList<>()).add(compiled);
          ofTypes
              .computeIfAbsent(compiled.type(), _ -> new HashMap<>())
              .putIfAbsent(compiled.definedCode(), each.definition());
        }
      }
      issues.forEach(issue ->
          LOG.warn("SearchParameter/{} is not used as it is: {}", each.id(), issue.message()));
    }
    return defined.with(parameters, ofTypes, byUrl);
  }

  /// Searches and writes from now on by these. Called by one thread.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void use(ParameterSet next) {
    current = next;
    revision++;
    writes.turn();
  }

  /// What is used now.
  ParameterSet current() {
    return current;
  }

  /// Another number whenever others are used.
  long revision() {
    return revision;
  }

  WritesUnderWay writes() {
    return writes;
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
    return current.of(type).definitions();
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
    return defined.byType().keySet();
  }

  boolean knows(String type) {
    return defined.byType().containsKey(type);
  }

  /// A parameter that can be searched by; null where there is none.
  @Nullable SearchParameter find(String type, String code) {
    return code.indexOf(':') < 0 ? of(type).get(code) : null;
  }

  /// What a modifier of a parameter is answered from; null where that is nothing of its own.
  @Nullable SearchParameter find(String type, String code, String modifier) {
    return of(type).get(SearchParameter.aspect(code, modifier));
  }

  /// Why there is no such parameter, in words for the person who asked; null where nothing is known
  /// of that.
  @Nullable String reason(String type, String code) {
    for (Unsupported each : unsupported) {
      if (each.type().equals(type) && each.code().equals(code)) {
        return each.reason();
      }
    }
    return UnansweredParameters.reason(type, code);
  }

  /// All that is indexed of a type, by their codes; those of modifiers are `code:modifier`.
  Map<String, SearchParameter> of(String type) {
    return current.of(type).byCode();
  }
}
