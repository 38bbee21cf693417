package dev.andiron.fhir;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.http.HttpProblem;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `_elements` (<https://hl7.org/fhir/R4/search.html#elements>): the elements that are asked for,
/// `name`, `Patient.name` (of that type only) or `contact.name`, and mandatory ones.
final class ElementPaths {
  static final ElementPaths NONE = new ElementPaths(Map.of());

  private static final Pattern PATH = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}");
  private static final int MOST = 500;
  private static final String ANY_TYPE = "";

  /// What is wanted below an element; nothing where the whole is.
  private static final class Node {
    private final Map<String, Node> below = new HashMap<>();
    private boolean whole;

    void add(List<String> names) {
      if (names.isEmpty()) {
        whole = true;
      } else {
        below
            .computeIfAbsent(names.getFirst(), _ -> new Node())
            .add(names.subList(1, names.size()));
      }
    }
  }

  private final Map<String, Node> byType;

  private ElementPaths(Map<String, Node> byType) {
    this.byType = byType;
  }

  boolean isEmpty() {
    return byType.isEmpty();
  }

  static ElementPaths read(String text, Definitions definitions) {
    String[] paths = text.split(",", -1);
    if (paths.length > MOST) {
      throw new HttpProblem(400, "_elements has more than " + MOST + " elements.");
    }
    Map<String, Node> byType = new HashMap<>();
    for (String path : paths) {
      if (!PATH.matcher(path).matches()) {
        throw new HttpProblem(400, "_elements is a list of elements, with commas between.");
      }
      List<String> names = List.of(path.split("\\.", -1));
      boolean typed = names.size() > 1 && definitions.isResourceType(names.getFirst());
      byType
          .computeIfAbsent(typed ? names.getFirst() : ANY_TYPE, _ -> new Node())
          .add(typed ? names.subList(1, names.size()) : names);
    }
    return new ElementPaths(byType);
  }

  /// The part of a resource.
  JsonObject of(TypeDefinition type, JsonObject resource) {
    List<Node> nodes = new ArrayList<>();
    for (String name : List.of(ANY_TYPE, type.name())) {
      Node node = byType.get(name);
      if (node != null) {
        nodes.add(node);
      }
    }
    return part(type, resource, nodes);
  }

  /// @param type null where it is not known: below free elements
  private static JsonObject part(
      @Nullable TypeDefinition type, JsonObject object, List<Node> nodes) {
    JsonObject.Builder part = JsonObject.builder();
    for (JsonObject.Member each : object) {
      MemberDefinition member = type == null ? null : type.member(each.name());
      List<Node> wanted = wanted(each.name(), member, nodes);
      if ((type != null && Projection.isKept(type, each.name()))
          || wanted.stream().anyMatch(node -> node.whole)) {
        part.put(each.name(), each.value());
      } else if (!wanted.isEmpty()) {
        Json value = part(member == null ? null : member.definition(), each.value(), wanted);
        if (value != null) {
          part.put(each.name(), value);
        }
      }
    }
    return part.build();
  }

  /// An element of several types is named by its own name or by that of its value: `deceased`,
  /// `deceasedBoolean`.
  private static List<Node> wanted(
      String name, @Nullable MemberDefinition member, List<Node> nodes) {
    String bare = name.startsWith("_") ? name.substring(1) : name;
    List<Node> wanted = new ArrayList<>();
    for (Node node : nodes) {
      Node below = node.below.get(bare);
      if (below == null && member != null) {
        below = node.below.get(member.element().name());
      }
      if (below != null) {
        wanted.add(below);
      }
    }
    return wanted;
  }

  /// The part of a value, or null where it has none of the elements.
  private static @Nullable Json part(@Nullable TypeDefinition type, Json value, List<Node> wanted) {
    return switch (value) {
      case JsonObject object -> {
        JsonObject part = part(type, object, wanted);
        yield part.isEmpty() ? null : part;
      }
      case JsonArray array -> {
        List<Json> parts = new ArrayList<>();
        for (Json element : array) {
          Json part = part(type, element, wanted);
          if (part != null) {
            parts.add(part);
          }
        }
        yield parts.isEmpty() ? null : JsonArray.of(parts);
      }
      default -> null;
    };
  }
}
