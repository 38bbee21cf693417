package dev.andiron.search;

import dev.andiron.resource.ResourceKey;
import dev.andiron.search.Condition.Basis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the parameters that say which resources are wanted, those of other resources to which
/// references lead included. One for each query: it keeps what was joined.
final class FilterReader {
  private static final int MOST_VALUES = 500;
  private static final int MOST_CHARACTERS = 2_000;

  /// How many types a name may leave open at one reference.
  private static final int MOST_TYPES = 10;

  /// To how many parameters of other types all names of a query may lead, those that are tried for
  /// a type that is left open included.
  private static final int MOST_JOINED = 200;

  /// How many codes the value sets of one parameter may list.
  private static final int MOST_CODES = 10_000;

  private static final String LIST = "_list";

  private final SearchParameters parameters;
  private final Map<String, Map<String, ComputedParameter>> computed;
  private final DateKind dates;
  private final ValueSets valueSets;
  private final Sight sight;
  private final Map<Named, Boolean> known = new HashMap<>();
  private final Set<Joined> joined = new LinkedHashSet<>();
  private final Set<Named> looked = new LinkedHashSet<>();

  /// Those of the parameter that is being read.
  private final List<Joined> joining = new ArrayList<>();

  private final List<Named> looking = new ArrayList<>();

  /// Reads what may be seen; null until something is restricted.
  private @Nullable FilterReader ofVisible;

  /// A parameter of a type.
  private record Named(String type, ParameterName name) {}

  /// @param sight what may be seen of what references lead to
  FilterReader(
      SearchParameters parameters,
      Map<String, Map<String, ComputedParameter>> computed,
      DateKind dates,
      ValueSets valueSets,
      Sight sight) {
    this.parameters = parameters;
    this.computed = computed;
    this.dates = dates;
    this.valueSets = valueSets;
    this.sight = sight;
  }

  /// The condition that shows of a type only what may be seen; null where all of it may.
  @Nullable Condition visible(String type, Visibility visibility) {
    if (visibility.hasAll()) {
      return null;
    }
    FilterReader reader = ofVisible;
    if (reader == null) {
      reader = new FilterReader(parameters, computed, dates, valueSets, Sight.ALL);
      ofVisible = reader;
    }
    return new Visible(parameters, reader).condition(type, visibility);
  }

  /// The types of what references lead to, in the search and in what may be seen.
  Set<String> joinedTypes() {
    Set<String> types = new TreeSet<>();
    joined.forEach(each -> types.add(each.type()));
    if (ofVisible != null) {
      types.addAll(ofVisible.joinedTypes());
    }
    return types;
  }

  /// The searches of other resources that were read into conditions, each once.
  List<Joined> joined() {
    return List.copyOf(joined);
  }

  /// What of the index is looked at for that: the names of parameters, by their types.
  Map<String, List<QueryParameter>> looked() {
    Map<String, List<QueryParameter>> byType = new HashMap<>();
    for (Named each : looked) {
      byType
          .computeIfAbsent(each.type(), _ -> new ArrayList<>())
          .add(new QueryParameter(each.name().written(), ""));
    }
    if (ofVisible != null) {
      ofVisible
          .looked()
          .forEach(
              (type, names) -> byType.computeIfAbsent(type, _ -> new ArrayList<>()).addAll(names));
    }
    return byType;
  }

  /// @throws UnknownParameterException where there is no such parameter
  /// @throws IllegalArgumentException where the value cannot be used
  Condition read(String type, ParameterName name, String value) {
    joining.clear();
    looking.clear();
    Condition condition = read(type, name, value, 1);
    joined.addAll(joining);
    looked.addAll(looking);
    if (joined.size() > MOST_JOINED) {
      throw tooMany();
    }
    return condition;
  }

  /// Whether there is such a parameter, its modifiers and values aside. A type that is left open
  /// has it where one of those that may be meant has it.
  boolean knows(String type, ParameterName name) {
    Named named = new Named(type, name);
    Boolean before = known.get(named);
    if (before != null) {
      return before;
    }
    boolean knows =
        switch (name) {
          case ParameterName.Own(String code, _) ->
              isOfAll(code)
                  || code.equals(LIST)
                  || computed(type, code) != null
                  || indexed(type, code) != null;
          case ParameterName.Chain chain ->
              targetsOf(indexed(type, chain.code())).stream()
                  .anyMatch(target ->
                      (chain.type() == null || chain.type().equals(target))
                          && knows(target, chain.rest()));
          case ParameterName.Has has ->
              targetsOf(indexed(has.type(), has.code())).contains(type)
                  && knows(has.type(), has.rest());
        };
    known.put(named, knows);
    return knows;
  }

  /// The elements of resources of the type that a parameter looks at.
  Set<ElementPath> elements(String type, ParameterName name) {
    return switch (name) {
      case ParameterName.Own(String code, String modifier) -> {
        Set<ElementPath> elements = new LinkedHashSet<>(elements(type, code));
        SearchParameter aspect = modifier == null ? null : parameters.find(type, code, modifier);
        if (aspect != null) {
          elements.addAll(LookedAt.by(aspect, parameters.definitions()));
        }
        yield elements;
      }
      case ParameterName.Chain chain -> elements(type, chain.code());
      case ParameterName.Has _ -> Set.of();
    };
  }

  private Set<ElementPath> elements(String type, String code) {
    SearchParameter parameter = indexed(type, code);
    if (parameter != null) {
      return LookedAt.by(parameter, parameters.definitions());
    }
    // Nobody knows what is computed from which elements.
    return computed(type, code) == null ? Set.of() : Set.of(ElementPath.WHOLE);
  }

  private static Set<String> targetsOf(@Nullable SearchParameter parameter) {
    return parameter != null && parameter.kind() instanceof ReferenceKind kind
        ? kind.targets(parameter.selector())
        : Set.of();
  }

  private Condition read(String type, ParameterName name, String value, int depth) {
    return switch (name) {
      case ParameterName.Own(String code, String modifier) when code.equals(LIST) ->
          list(type, modifier, value, depth);
      case ParameterName.Own(String code, String modifier) -> own(type, code, modifier, value);
      case ParameterName.Chain chain -> chain(type, chain, value, depth);
      case ParameterName.Has has -> has(type, has, value, depth);
    };
  }

  /// A parameter of the index, null where the type has none of this code, or computes it.
  @Nullable SearchParameter indexed(String type, String code) {
    return computed(type, code) == null ? parameters.find(type, code) : null;
  }

  private @Nullable ComputedParameter computed(String type, String code) {
    return computed.getOrDefault(type, Map.of()).get(code);
  }

  private static boolean isOfAll(String code) {
    return code.equals(SearchParameters.ID) || code.equals(SearchParameters.LAST_UPDATED);
  }

  private Condition own(String type, String code, @Nullable String modifier, String value) {
    ComputedParameter computes = computed(type, code);
    SearchParameter indexed = indexed(type, code);
    if (computes == null && indexed == null && !isOfAll(code)) {
      throw unknownCode(type, code);
    }
    Set<String> modifiers = computes == null ? parameters.modifiers(type, code) : Set.of();
    if (modifier != null && !modifiers.contains(modifier)) {
      throw unknownModifier(code, modifier, modifiers);
    }
    List<String> values = values(value);
    if (computes != null) {
      Sql sql =
          new Sql()
              .add("(")
              .add(computes.condition("r.id", values.stream().map(Escapes::unescape).toList()))
              .add(")");
      return Condition.of(Basis.ID, sql, null);
    }
    if (indexed != null) {
      return indexed(indexed, modifier, values);
    }
    if ("missing".equals(modifier)) {
      return Condition.of(Basis.ID, Conditions.neverMissing(values), null);
    }
    return code.equals(SearchParameters.ID)
        ? Condition.of(
            Basis.ID,
            Conditions.id("not".equals(modifier), values),
            modifier == null ? Candidates.ofIds(values) : null)
        : Condition.of(Basis.ROW, Conditions.lastUpdated(dates, values), null);
  }

  private static List<String> values(String value) {
    List<String> values = Escapes.split(value, ',');
    if (values.size() > MOST_VALUES) {
      throw new IllegalArgumentException("it has more than " + MOST_VALUES + " values");
    }
    for (String each : values) {
      // R4 leaves `name=` open; everything and nothing are both surprising answers.
      if (each.isEmpty()) {
        throw new IllegalArgumentException("it is empty");
      }
      if (each.length() > MOST_CHARACTERS) {
        throw new IllegalArgumentException("it has more than " + MOST_CHARACTERS + " characters");
      }
      if (each.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("it holds a NUL character");
      }
    }
    return values;
  }

  private Condition indexed(
      SearchParameter parameter, @Nullable String modifier, List<String> values) {
    SearchParameter aspect =
        modifier == null ? null : parameters.find(parameter.type(), parameter.code(), modifier);
    if (TokenKind.IN.equals(modifier) || TokenKind.NOT_IN.equals(modifier)) {
      boolean not = TokenKind.NOT_IN.equals(modifier); // true also for what has no value
      return Condition.of(
          not ? Basis.ID : Basis.VALUES, Conditions.among(parameter, not, inAny(values)), null);
    }
    if (aspect == null) {
      return Condition.of(
          Conditions.findsValues(modifier, values) ? Basis.VALUES : Basis.ID,
          Conditions.matches(parameter, modifier, values),
          Candidates.of(parameter, modifier, values));
    }
    if (!parameter.kind().modifiers().contains(modifier)) {
      return Condition.of(
          Basis.VALUES,
          Conditions.matches(aspect, null, values),
          Candidates.of(aspect, null, values));
    }
    return Condition.of(
        Basis.VALUES,
        new Sql()
            .add("(")
            .add(Conditions.matches(parameter, modifier, values))
            .add(" or ")
            .add(Conditions.matches(aspect, null, values))
            .add(")"),
        null);
  }

  /// What is in any of these value sets.
  private List<ValueSets.SystemCodes> inAny(List<String> references) {
    List<ValueSets.SystemCodes> systems = new ArrayList<>();
    int codes = 0;
    for (String each : references) {
      String reference = Escapes.unescape(each);
      switch (valueSets.of(reference)) {
        case ValueSets.Answer.Untold(String why) ->
            throw new IllegalArgumentException(QueryReader.shown(reference) + " " + why);
        case ValueSets.Answer.Codes(List<ValueSets.SystemCodes> in, boolean stored) -> {
          systems.addAll(in);
          codes += in.stream().mapToInt(system -> system.codes().size()).sum();
          if (stored) {
            Joined search = new Joined("ValueSet", named(reference));
            joining.add(search);
            if (!sight.of(search, Set.of(ElementPath.WHOLE)).hasAll()) {
              throw new IllegalArgumentException(
                  QueryReader.shown(reference) + " " + ValueSets.NOT_KNOWN);
            }
          }
        }
      }
    }
    if (codes > MOST_CODES || systems.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "the value sets list more than " + MOST_CODES + " codes, too many to search by");
    }
    return systems;
  }

  private static QueryParameter named(String valueSet) {
    return valueSet.startsWith("ValueSet/")
        ? new QueryParameter(SearchParameters.ID, valueSet.substring("ValueSet/".length()))
        : new QueryParameter("url", valueSet.split("\\|", 2)[0]);
  }

  /// The members of a list (https://hl7.org/fhir/R4/search.html#list): what a List refers to.
  private Condition list(String type, @Nullable String modifier, String value, int depth) {
    if (modifier != null) {
      throw unknownModifier(LIST, modifier, Set.of());
    }
    for (String id : values(value)) {
      if (id.startsWith("$")) {
        throw new IllegalArgumentException(
            "functional lists such as $current-problems are not kept here; name a List by its id");
      }
      if (!ResourceKey.isId(id)) {
        throw new IllegalArgumentException("it is the id of a List");
      }
    }
    ParameterName.Own id = new ParameterName.Own(SearchParameters.ID, null);
    return has(type, new ParameterName.Has("List", "item", id), value, depth);
  }

  /// https://hl7.org/fhir/R4/search.html#chaining
  private Condition chain(String type, ParameterName.Chain chain, String value, int depth) {
    SearchParameter reference = reference(type, chain.code());
    Map<String, Condition> targets = new LinkedHashMap<>();
    for (String target : targets(reference, chain)) {
      Condition condition = read(target, chain.rest(), value, depth + 1);
      targets.put(target, join(target, chain.rest(), value, condition, Set.of()));
    }
    looking.add(new Named(type, new ParameterName.Own(chain.code(), null)));
    return new Links(reference, depth).to(targets);
  }

  /// https://hl7.org/fhir/R4/search.html#has
  private Condition has(String type, ParameterName.Has has, String value, int depth) {
    if (!parameters.knows(has.type())) {
      throw new UnknownParameterException(
          "There is no resource type " + QueryReader.shown(has.type()) + ".");
    }
    SearchParameter reference = reference(has.type(), has.code());
    if (!targetsOf(reference).contains(type)) {
      throw new UnknownParameterException(
          has.type() + "." + has.code() + " does not refer to a " + type + ".");
    }
    Condition condition = read(has.type(), has.rest(), value, depth + 1);
    looking.add(new Named(has.type(), new ParameterName.Own(has.code(), null)));
    Set<ElementPath> linking = LookedAt.by(reference, parameters.definitions());
    return new Links(reference, depth)
        .from(type, join(has.type(), has.rest(), value, condition, linking));
  }

  /// The condition, on what of the type may be seen.
  ///
  /// @param linking elements of it by which it is joined
  private Condition join(
      String type,
      ParameterName name,
      String value,
      Condition condition,
      Set<ElementPath> linking) {
    if (joining.size() > MOST_JOINED) {
      throw tooMany();
    }
    Joined search = new Joined(type, new QueryParameter(name.written(), value));
    joining.add(search);
    if (name instanceof ParameterName.Own) {
      looking.add(new Named(type, name));
    }
    Set<ElementPath> elements = new LinkedHashSet<>(elements(type, name));
    elements.addAll(linking);
    Condition visible = visible(type, sight.of(search, elements));
    return visible == null ? condition : visible.and(condition);
  }

  private static IllegalArgumentException tooMany() {
    return new IllegalArgumentException(
        "the search leads to more than "
            + MOST_JOINED
            + " parameters of other resources; name the types that its references lead to");
  }

  private SearchParameter reference(String type, String code) {
    SearchParameter parameter = indexed(type, code);
    if (parameter == null) {
      if (computed(type, code) == null && !isOfAll(code)) {
        throw unknownCode(type, code);
      }
    } else if (!targetsOf(parameter).isEmpty()) {
      return parameter;
    }
    throw new UnknownParameterException(
        type
            + "."
            + code
            + " does not refer to resources of this server, so that no chain can go on from it.");
  }

  /// The types that a chain goes to.
  private List<String> targets(SearchParameter reference, ParameterName.Chain chain) {
    Set<String> targets = targetsOf(reference);
    String named = chain.type();
    String from = reference.type() + "." + reference.code();
    if (named != null) {
      if (!targets.contains(named)) {
        throw new UnknownParameterException(
            from + " does not refer to a " + QueryReader.shown(named) + among(targets));
      }
      return List.of(named);
    }
    // "The parameter may be any that the types have": R4 leaves open what is done where several do.
    List<String> having =
        targets.stream().filter(target -> knows(target, chain.rest())).sorted().toList();
    if (having.isEmpty()) {
      throw new UnknownParameterException(
          "None of what "
              + from
              + " refers to is searched with "
              + QueryReader.shown(chain.rest().written())
              + among(targets));
    }
    String example =
        "; name one, as "
            + reference.code()
            + ":"
            + having.getFirst()
            + "."
            + chain.rest().written();
    if (having.size() > MOST_TYPES) {
      throw new IllegalArgumentException(
          from + " refers to more than " + MOST_TYPES + " types that have the parameter" + example);
    }
    if (having.stream().map(target -> kind(target, chain.rest())).distinct().count() > 1) {
      throw new IllegalArgumentException(
          from
              + " refers to "
              + String.join(", ", having)
              + ", which are searched in different ways"
              + example);
    }
    return having;
  }

  private static String among(Set<String> types) {
    return types.size() > MOST_TYPES
        ? "."
        : ". It refers to: " + String.join(", ", new TreeSet<>(types)) + ".";
  }

  /// How the values at the beginning of a name are searched.
  private Object kind(String type, ParameterName name) {
    SearchParameter parameter =
        name instanceof ParameterName.Own(String code, _) ? indexed(type, code) : null;
    return parameter == null ? "" : parameter.kind().getClass();
  }

  private UnknownParameterException unknownCode(String type, String code) {
    return new UnknownParameterException(
        unknown(
            type,
            "the search parameter " + QueryReader.shown(code),
            parameters.reason(type, code)));
  }

  private static UnknownParameterException unknownModifier(
      String code, String modifier, Set<String> modifiers) {
    String reason = UnansweredParameters.modifier(modifier);
    return new UnknownParameterException(
        code
            + " is not searched with the modifier :"
            + QueryReader.shown(modifier)
            + (reason == null ? "" : ": " + reason)
            + ". It takes: "
            + (modifiers.isEmpty() ? "none" : ":" + String.join(", :", modifiers))
            + ".");
  }

  /// @param reason what follows "because"; null where there is only that it is not known
  String unknown(String type, String what, @Nullable String reason) {
    Set<String> codes = new TreeSet<>(parameters.codes(type));
    codes.addAll(computed.getOrDefault(type, Map.of()).keySet());
    return type
        + " is not searched with "
        + what
        + (reason == null ? "" : ": " + reason)
        + ". It knows: "
        + String.join(", ", codes)
        + ".";
  }
}
