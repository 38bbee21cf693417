package dev.andiron.structure;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The element definitions of a profile in their order, each under a name that says which slice it
/// is in: `Patient.identifier:mrn.system`. This is what ids of elements are to be
/// (<https://hl7.org/fhir/R4/elementdefinition.html#id>), but not all that is published has them
/// so.
final class ElementList {
  static final ElementList NONE = new ElementList(new LinkedHashMap<>());

  private final Map<String, JsonObject> byName;

  private ElementList(Map<String, JsonObject> byName) {
    this.byName = byName;
  }

  static ElementList of(JsonArray elements) {
    Map<String, JsonObject> byName = new LinkedHashMap<>();
    Map<String, String> names = new HashMap<>();
    for (Json each : elements) {
      JsonObject element = (JsonObject) each;
      String path = String.valueOf(element.string("path"));
      int dot = path.lastIndexOf('.');
      String parent = dot < 0 ? "" : path.substring(0, dot);
      String slice = element.string("sliceName");
      // The slice of the parent that was last spoken of is the one that this is in.
      String name =
          (dot < 0 ? path : names.getOrDefault(parent, parent) + path.substring(dot))
              + (slice == null ? "" : ":" + slice);
      names.put(path, name);
      forgetBelow(path, names);
      byName.merge(name, element, ElementList::over);
    }
    return new ElementList(byName);
  }

  /// Another slice begins: what was said below the one before is over.
  private static void forgetBelow(String path, Map<String, String> names) {
    names.keySet().removeIf(known -> known.startsWith(path + "."));
  }

  /// These with the members of a differential in their places.
  ElementList with(ElementList differential) {
    Map<String, JsonObject> merged = new LinkedHashMap<>(byName);
    differential.byName.forEach((name, element) -> merged.merge(name, element, ElementList::over));
    return new ElementList(merged);
  }

  private static JsonObject over(JsonObject base, JsonObject changed) {
    JsonObject.Builder merged = JsonObject.builder().putAll(base);
    for (JsonObject.Member member : changed) {
      merged.put(
          member.name(),
          member.name().equals("constraint")
              ? joined(base.array("constraint"), changed.array("constraint"))
              : member.value());
    }
    return merged.build();
  }

  private static JsonArray joined(JsonArray one, JsonArray other) {
    List<Json> all = new ArrayList<>(one.elements());
    all.addAll(other.elements());
    return JsonArray.of(all);
  }

  Map<String, JsonObject> byName() {
    return byName;
  }
}
