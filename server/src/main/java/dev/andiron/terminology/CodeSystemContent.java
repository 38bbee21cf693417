package dev.andiron.terminology;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.json.JsonWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The concepts of a stored CodeSystem (<https://hl7.org/fhir/R4/codesystem.html>).
final class CodeSystemContent {
  // https://hl7.org/fhir/R4/codesystem-concept-properties.html; `subsumedBy` is what some write.
  private static final Set<String> PARENTS = Set.of("parent", "subsumedBy");

  private final boolean complete;
  private final Map<String, String> displays = new LinkedHashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();
  private final Map<String, Map<String, Set<String>>> properties = new HashMap<>();

  private CodeSystemContent(boolean complete) {
    this.complete = complete;
  }

  static CodeSystemContent of(JsonObject codeSystem) {
    CodeSystemContent content =
        new CodeSystemContent("complete".equals(codeSystem.string("content")));
    for (Json concept : codeSystem.array("concept")) {
      content.add(null, (JsonObject) concept);
    }
    return content;
  }

  private void add(@Nullable String parent, JsonObject concept) {
    String code = concept.string("code");
    if (code == null) {
      return;
    }
    String display = concept.string("display");
    displays.put(code, display == null ? "" : display);
    if (parent != null) {
      child(parent, code);
    }
    for (Json each : concept.array("property")) {
      property(code, (JsonObject) each);
    }
    for (Json each : concept.array("concept")) {
      add(code, (JsonObject) each);
    }
  }

  private void property(String code, JsonObject property) {
    String name = property.string("code");
    for (JsonObject.Member member : property) {
      if (name != null && member.name().startsWith("value")) {
        String text =
            member.value() instanceof JsonString(String string)
                ? string
                : member.value() instanceof JsonObject coding
                    ? String.valueOf(coding.string("code"))
                    : JsonWriter.text(member.value());
        properties
            .computeIfAbsent(name, _ -> new HashMap<>())
            .computeIfAbsent(text, _ -> new HashSet<>())
            .add(code);
        if (PARENTS.contains(name)) {
          child(text, code);
        }
      }
    }
  }

  private void child(String parent, String code) {
    children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(code);
  }

  /// Whether these are all concepts of the system.
  boolean isComplete() {
    return complete;
  }

  boolean contains(String code) {
    return displays.containsKey(code);
  }

  int size() {
    return displays.size();
  }

  /// The codes with their displays.
  Map<String, String> codes() {
    return displays;
  }

  /// Of these codes, those that are here, with the displays that they have here.
  Map<String, String> displayed(Iterable<String> codes) {
    Map<String, String> displayed = new LinkedHashMap<>();
    for (String code : codes) {
      String display = displays.get(code);
      if (display != null) {
        displayed.put(code, display);
      }
    }
    return displayed;
  }

  /// What is below a concept, at any depth.
  ///
  /// @param itself whether the concept belongs to it
  Set<String> below(String concept, boolean itself) {
    Set<String> below = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(concept));
    while (!open.isEmpty()) {
      for (String child : children.getOrDefault(open.pop(), List.of())) {
        if (below.add(child)) {
          open.push(child);
        }
      }
    }
    if (itself) {
      below.add(concept);
    } else {
      below.remove(concept);
    }
    return below;
  }

  /// The concepts with this value of a property.
  Set<String> with(String property, String value) {
    return properties.getOrDefault(property, Map.of()).getOrDefault(value, Set.of());
  }
}
