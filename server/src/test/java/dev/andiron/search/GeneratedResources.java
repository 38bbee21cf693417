package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ElementType;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.definition.ValueSetDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes resources of a type that have every element, lists of two, and no value twice. The types
/// of choices, the targets of references and the codes of bindings go round from one resource to
/// the next, those that search parameters ask for first. The same call makes the same resource.
final class GeneratedResources {
  private static final Pattern RESOLVES = Pattern.compile("resolve\\(\\) is (\\w+)");
  private static final Pattern EQUALS = Pattern.compile("where\\((\\w+)\\s*=\\s*'([^']*)'");

  /// So deep may a type be within itself (`Questionnaire.item.item`).
  private static final int DEEPEST = 2;

  private static final Set<String> LEFT_OUT =
      Set.of(
          "Element.id",
          "Element.extension",
          "BackboneElement.modifierExtension",
          "Resource.implicitRules",
          "DomainResource.text",
          "DomainResource.contained",
          "DomainResource.extension",
          "DomainResource.modifierExtension");

  private final Definitions definitions;
  private final String type;
  private final Set<String> targets = new TreeSet<>();
  private final Map<String, Set<String>> codes = new HashMap<>();
  private int round;
  private int counter;

  GeneratedResources(Definitions definitions, String type) {
    this.definitions = definitions;
    this.type = type;
    for (SearchParameterDefinition parameter : definitions.searchParameters(type).values()) {
      String expression = parameter.expression() == null ? "" : parameter.expression();
      for (Matcher matcher = RESOLVES.matcher(expression); matcher.find(); ) {
        targets.add(matcher.group(1));
      }
      for (Matcher matcher = EQUALS.matcher(expression); matcher.find(); ) {
        codes.computeIfAbsent(matcher.group(1), _ -> new LinkedHashSet<>()).add(matcher.group(2));
      }
    }
  }

  /// One resource.
  ///
  /// @param round from 0; those of other rounds have other types of choices
  JsonObject resource(int round) {
    this.round = round;
    this.counter = round * 100_000;
    return resource(type, "generated-" + round, round, new HashMap<>());
  }

  private JsonObject resource(String name, String id, int turn, Map<String, Integer> within) {
    JsonObject.Builder resource = JsonObject.builder().put("resourceType", name).put("id", id);
    fill(type(name), resource, turn, within);
    return resource.build();
  }

  private void fill(
      TypeDefinition of, JsonObject.Builder into, int turn, Map<String, Integer> within) {
    if (within.getOrDefault(of.name(), 0) >= DEEPEST
        || within.values().stream().mapToInt(i -> i).sum() > 7) {
      return;
    }
    Map<String, Integer> deeper = new HashMap<>(within);
    deeper.merge(of.name(), 1, Integer::sum);
    for (ElementDefinition element : of.elements()) {
      if (into.has(element.name()) || LEFT_OUT.contains(element.path())) {
        continue;
      }
      ElementType chosen = element.types().get(turn % element.types().size());
      String name =
          element.choice()
              ? element.name()
                  + Character.toUpperCase(chosen.name().charAt(0))
                  + chosen.name().substring(1)
              : element.name();
      List<Json> values = new ArrayList<>();
      for (int i = 0; i < (element.repeats() ? 2 : 1); i++) {
        Json value = value(element, chosen, turn + i, deeper);
        if (value != null) {
          values.add(value);
        }
      }
      if (!values.isEmpty()) {
        into.put(name, element.repeats() ? JsonArray.of(values) : values.getFirst());
      }
    }
  }

  private @Nullable Json value(
      ElementDefinition element, ElementType of, int turn, Map<String, Integer> within) {
    TypeDefinition definition = type(of.name());
    if (definition.isPrimitive()) {
      return primitive(element, definition, turn);
    }
    if (of.name().equals("Reference") || of.name().equals("canonical")) {
      return reference(of, turn);
    }
    if (definition.kind() == TypeDefinition.Kind.RESOURCE) {
      if (within.size() > 2) {
        return null;
      }
      String name = turn % 2 == 0 ? "Composition" : "MessageHeader";
      return resource(
          definition.isAbstract() ? name : of.name(), "inner-" + ++counter, turn, within);
    }
    JsonObject.Builder object = JsonObject.builder();
    if (of.name().equals("Narrative") || of.name().equals("Extension")) {
      return null;
    }
    if (of.name().equals("ContactPoint")) {
      object.put("system", List.of("phone", "email", "fax", "url").get(turn % 4));
    }
    fill(definition, object, turn, within);
    JsonObject made = object.build();
    return made.isEmpty() ? null : made;
  }

  private Json reference(ElementType of, int turn) {
    List<String> all = new ArrayList<>(targets);
    List<String> allowed =
        of.targets().isEmpty() || of.targets().contains("Resource")
            ? List.of("Patient", "Practitioner", "Organization", "Location", "Group", "Device")
            : of.targets();
    if (!of.targets().isEmpty() && !of.targets().contains("Resource")) {
      all.retainAll(allowed);
    }
    allowed.stream().filter(each -> !all.contains(each)).forEach(all::add);
    String target = all.get(turn % all.size());
    String relative = target + "/r" + ++counter;
    return JsonObject.builder()
        .put(
            "reference",
            switch ((counter + round) % 5) {
              case 0 -> relative + "/_history/2";
              case 1 -> "http://elsewhere.org/fhir/" + relative;
              case 2 -> "https://elsewhere.org/" + relative + "/_history/3";
              default -> relative;
            })
        .put("display", "display " + counter)
        .build();
  }

  private @Nullable Json primitive(ElementDefinition element, TypeDefinition of, int turn) {
    int n = ++counter;
    ValueSetDefinition bound =
        element.valueSet() == null ? null : definitions.valueSet(element.valueSet());
    if (bound != null && of.is("string")) {
      Set<String> all = new LinkedHashSet<>(codes.getOrDefault(element.name(), Set.of()));
      all.removeIf(code -> !bound.contains(code));
      bound.codes().values().forEach(some -> all.addAll(new TreeSet<>(some)));
      return Json.of(List.copyOf(all).get(turn % all.size()));
    }
    int year = 1900 + n % 199;
    String day = "%d-%02d-%02d".formatted(year, 1 + n % 12, 1 + n % 28);
    return switch (of.name()) {
      case "boolean" -> Json.of(turn % 2 == 0);
      case "integer", "positiveInt", "unsignedInt" -> new JsonNumber(Integer.toString(n));
      case "decimal" -> new JsonNumber(n + ".50");
      case "date" -> Json.of(List.of(day, day.substring(0, 7), day.substring(0, 4)).get(turn % 3));
      case "dateTime" ->
          Json.of(List.of(day + "T10:11:12+01:00", day, day.substring(0, 4)).get(turn % 3));
      case "instant" -> Json.of(day + "T10:11:12.%03dZ".formatted(n % 1000));
      case "time" -> Json.of("10:11:%02d".formatted(n % 60));
      case "base64Binary" -> Json.of("QUJD");
      case "oid" -> Json.of("urn:oid:1.2." + n);
      case "uuid" -> Json.of("urn:uuid:00000000-0000-4000-8000-%012d".formatted(n));
      case "uri", "url" -> Json.of("http://example.org/u" + n);
      case "canonical" -> Json.of("http://example.org/c" + n + (turn % 2 == 0 ? "|1" : ""));
      case "xhtml" -> null;
      case "code", "id" -> Json.of("c" + n);
      default -> Json.of("Text " + n);
    };
  }

  private TypeDefinition type(String name) {
    return Objects.requireNonNull(definitions.type(name), name);
  }
}
