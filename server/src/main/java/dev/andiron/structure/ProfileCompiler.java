package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ElementType;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.structure.ProfileElement.AllowedType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes of the element definitions of one profile what is checked: only what goes beyond the
/// definition of the type, which every resource meets already.
final class ProfileCompiler {
  private final Definitions definitions;
  private final UnaryOperator<@Nullable String> typeOf;
  private final Map<String, JsonObject> elements;
  private final Map<String, List<String>> below = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> invariants = new ArrayList<>();
  private final Set<String> targetProfiles = new HashSet<>();

  /// @param typeOf of a canonical URL of a profile, the type that it constrains; null where that is
  ///   not known
  ProfileCompiler(
      Definitions definitions, UnaryOperator<@Nullable String> typeOf, ElementList elements) {
    this.definitions = definitions;
    this.typeOf = typeOf;
    this.elements = withParents(elements.byName());
    for (String name : this.elements.keySet()) {
      int end = parentEnd(name);
      if (end > 0) {
        below.computeIfAbsent(name.substring(0, end), _ -> new ArrayList<>()).add(name);
      }
    }
  }

  /// @param root what is demanded of the resource, or of the value of a data type
  /// @param notes what of the profile is not checked, in sentences
  record Compiled(ProfileElement root, List<String> notes) {}

  Compiled compile(String type) {
    TypeDefinition definition = Objects.requireNonNull(definitions.type(type));
    ProfileElement root =
        new ProfileElement(
            type,
            0,
            ElementDefinition.UNBOUNDED,
            null,
            List.of(),
            null,
            null,
            children(type, definition),
            null);
    elements.values().forEach(this::invariants);
    List<String> all = new ArrayList<>(notes);
    if (!invariants.isEmpty()) {
      all.add("Its invariants are not checked: " + String.join(", ", invariants) + ".");
    }
    if (!targetProfiles.isEmpty()) {
      all.add("Whether what is referred to meets a profile of its own is not checked.");
    }
    return new Compiled(root, all.stream().distinct().toList());
  }

  /// A differential may speak of `Patient.contact.name.family` and not of what is above it.
  private static Map<String, JsonObject> withParents(Map<String, JsonObject> elements) {
    Map<String, JsonObject> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonObject> entry : elements.entrySet()) {
      List<String> missing = new ArrayList<>();
      for (int end = parentEnd(entry.getKey()); end > 0; end = parentEnd(entry.getKey(), end)) {
        missing.addFirst(entry.getKey().substring(0, end));
      }
      missing.forEach(name -> all.putIfAbsent(name, JsonObject.EMPTY));
      all.put(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /// Where the name of the element ends that this one is in, or is a slice of.
  private static int parentEnd(String name) {
    return parentEnd(name, name.length());
  }

  private static int parentEnd(String name, int from) {
    return Math.max(name.lastIndexOf('.', from - 1), name.lastIndexOf(':', from - 1));
  }

  private List<ProfileElement> children(String parent, @Nullable TypeDefinition type) {
    List<ProfileElement> children = new ArrayList<>();
    for (String name : below.getOrDefault(parent, List.of())) {
      if (name.charAt(parent.length()) == '.') {
        ProfileElement child = element(name, name.substring(parent.length() + 1), type);
        if (child != null && !child.isEmpty()) {
          children.add(child);
        }
      }
    }
    return children;
  }

  /// @param own its name in its parent: `value[x]`, `valueQuantity`
  private @Nullable ProfileElement element(
      String name, String own, @Nullable TypeDefinition parent) {
    if (parent == null) {
      notes.add("What is said of " + name + " is not checked: its type is not known.");
      return null;
    }
    boolean choice = own.endsWith("[x]");
    String bare = choice ? own.substring(0, own.length() - 3) : own;
    ElementDefinition defined = parent.element(bare);
    MemberDefinition member = defined == null ? parent.member(own) : null;
    if (defined == null && member == null) {
      notes.add("There is no element " + name + "; what is said of it is not checked.");
      return null;
    }
    ElementDefinition of = defined != null ? defined : Objects.requireNonNull(member).element();
    Map<String, String> members = of.choice() ? members(parent, of) : null;
    if (member != null) { // valueQuantity for value[x]: only what is a Quantity
      members = Map.of(own, member.type().name());
    }
    return compiled(name, of, members, false);
  }

  private static Map<String, String> members(TypeDefinition parent, ElementDefinition of) {
    Map<String, String> members = new LinkedHashMap<>();
    for (ElementType type : of.types()) {
      String name =
          of.name() + Character.toUpperCase(type.name().charAt(0)) + type.name().substring(1);
      if (parent.member(name) != null) {
        members.put(name, type.name());
      }
    }
    return members;
  }

  /// @param slice whether it is about some of the values: then numbers that are the definition's
  ///   own are news
  private ProfileElement compiled(
      String name, ElementDefinition of, @Nullable Map<String, String> members, boolean slice) {
    JsonObject element = Objects.requireNonNull(elements.get(name));
    List<AllowedType> types = types(element);
    int min = number(element.get("min"), 0);
    int max =
        "*".equals(element.string("max"))
            ? ElementDefinition.UNBOUNDED
            : number(element.get("max"), ElementDefinition.UNBOUNDED);
    return new ProfileElement(
        of.name(),
        slice || min > of.min() ? min : 0,
        slice || max < of.max() ? max : ElementDefinition.UNBOUNDED,
        members,
        isSaidAlready(types, of) ? List.of() : types,
        fixed(element),
        valueSet(element, of),
        children(name, typeDefinition(of, members, types)),
        slicing(name, element, of, members));
  }

  /// The one type that values have; null where there are several.
  private @Nullable TypeDefinition typeDefinition(
      ElementDefinition of, @Nullable Map<String, String> members, List<AllowedType> types) {
    if (members != null && members.size() == 1) {
      return definitions.type(members.values().iterator().next());
    }
    if (of.types().size() == 1 && !of.types().getFirst().name().equals("Resource")) {
      return definitions.type(of.types().getFirst().name());
    }
    Set<String> codes = new HashSet<>();
    types.forEach(type -> codes.add(type.code()));
    return codes.size() == 1 ? definitions.type(codes.iterator().next()) : null;
  }

  private List<AllowedType> types(JsonObject element) {
    List<AllowedType> types = new ArrayList<>();
    for (Json each : element.array("type")) {
      JsonObject type = (JsonObject) each;
      String code = type.string("code");
      if (code == null || code.indexOf(':') >= 0) {
        return List.of(); // the types of ids and urls, which nobody can change
      }
      List<String> profiles =
          texts(type.array("profile")).stream().filter(url -> !isDefined(url)).toList();
      types.add(new AllowedType(code, profiles, targets(type.array("targetProfile"))));
    }
    return types;
  }

  private Set<String> targets(JsonArray profiles) {
    Set<String> targets = new HashSet<>();
    for (String url : texts(profiles)) {
      String core = Profiles.coreType(definitions, url);
      String type = core == null ? typeOf.apply(url) : core;
      if (core == null) {
        targetProfiles.add(url);
      }
      if (type == null || type.equals("Resource")) {
        return Set.of(); // it may be any
      }
      targets.add(type);
    }
    return targets;
  }

  /// Whether it is one of FHIR's types, which every value meets, or one of the two profiles that
  /// FHIR's own elements name.
  private boolean isDefined(String url) {
    return Profiles.coreType(definitions, url) != null
        || url.equals(Profiles.CORE + "SimpleQuantity")
        || url.equals(Profiles.CORE + "MoneyQuantity");
  }

  /// Whether the definition takes no others either.
  private static boolean isSaidAlready(List<AllowedType> types, ElementDefinition of) {
    if (types.size() < of.types().size()) {
      return types.isEmpty();
    }
    for (AllowedType type : types) {
      boolean same =
          of.types().stream()
              .anyMatch(each ->
                  each.name().equals(of.types().size() == 1 ? each.name() : type.code())
                      && Set.copyOf(each.targets()).equals(type.targets()));
      if (!same || !type.profiles().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable FixedValue fixed(JsonObject element) {
    for (JsonObject.Member member : element) {
      boolean pattern = member.name().startsWith("pattern");
      if (pattern || member.name().startsWith("fixed")) {
        return new FixedValue(member.value(), pattern);
      }
    }
    return null;
  }

  private static @Nullable String valueSet(JsonObject element, ElementDefinition of) {
    JsonObject binding = element.object("binding");
    if (binding == null || !"required".equals(binding.string("strength"))) {
      return null;
    }
    String url = binding.string("valueSet");
    boolean said =
        url != null && of.valueSet() != null && withoutVersion(url).equals(of.valueSet());
    return said ? null : url;
  }

  static String withoutVersion(String canonical) {
    int bar = canonical.indexOf('|');
    return bar < 0 ? canonical : canonical.substring(0, bar);
  }

  private @Nullable Slicing slicing(
      String name,
      JsonObject element,
      ElementDefinition of,
      @Nullable Map<String, String> members) {
    JsonObject said = element.object("slicing");
    List<Slicing.Slice> slices = new ArrayList<>();
    for (String each : below.getOrDefault(name, List.of())) {
      if (each.charAt(name.length()) != ':') {
        continue;
      }
      String slice = each.substring(name.length() + 1);
      if (slice.indexOf('/') >= 0 || Objects.requireNonNull(elements.get(each)).has("slicing")) {
        notes.add("The slices within the slice " + each + " are not checked.");
      }
      ProfileElement compiled = compiled(each, of, members, true);
      List<Slicing.Test> tests =
          new Discriminators(definitions).tests(said, of, slice, compiled, type(each));
      if (tests == null) {
        notes.add("The slices of " + name + " are not checked: they cannot be told apart here.");
        return null;
      }
      slices.add(new Slicing.Slice(slice, compiled, tests));
    }
    if (slices.isEmpty()) {
      return null;
    }
    String rules = said == null ? null : said.string("rules");
    return new Slicing(
        "closed".equals(rules)
            ? Slicing.Rest.CLOSED
            : "openAtEnd".equals(rules) ? Slicing.Rest.OPEN_AT_END : Slicing.Rest.OPEN,
        said != null && said.flag("ordered", false),
        slices);
  }

  /// The types that are written at a slice, whether they go beyond the definition or not.
  private List<AllowedType> type(String name) {
    return types(Objects.requireNonNull(elements.get(name)));
  }

  /// Those that this profile, or one that it is made from, has added.
  private void invariants(JsonObject element) {
    for (Json each : element.array("constraint")) {
      JsonObject constraint = (JsonObject) each;
      String key = String.valueOf(constraint.string("key"));
      String source = constraint.string("source");
      boolean core =
          source == null
              ? key.matches("(ele|ext|dom)-[0-9]")
              : source.indexOf(':') < 0 || Profiles.coreType(definitions, source) != null;
      if (!core && !invariants.contains(key)) {
        invariants.add(key);
      }
    }
  }

  static List<String> texts(JsonArray array) {
    List<String> texts = new ArrayList<>();
    for (Json each : array) {
      if (each instanceof JsonString(String text)) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static int number(@Nullable Json json, int otherwise) {
    String text =
        json instanceof JsonNumber number
            ? number.text()
            : json instanceof JsonString(String string) ? string : "";
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
  }
}
