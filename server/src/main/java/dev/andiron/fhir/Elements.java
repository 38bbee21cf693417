package dev.andiron.fhir;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// `_elements` (<https://hl7.org/fhir/R4/search.html#elements>): a part of a resource, marked as
/// such.
final class Elements {
  private static final Set<String> ALWAYS = Set.of("resourceType", "id");
  private static final JsonObject SUBSETTED =
      JsonObject.of("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
          .with("code", "SUBSETTED");

  private Elements() {}

  static JsonObject only(JsonObject resource, List<String> elements) {
    JsonObject.Builder part = JsonObject.builder();
    for (JsonObject.Member member : resource) {
      String name = member.name();
      if (name.equals("meta")) {
        part.put(name, marked(member.value()));
      } else if (ALWAYS.contains(name)
          || elements.contains(name.startsWith("_") ? name.substring(1) : name)) {
        part.put(name, member.value());
      }
    }
    return part.build();
  }

  private static Json marked(Json meta) {
    JsonObject object = meta instanceof JsonObject is ? is : JsonObject.EMPTY;
    List<Json> tags = new ArrayList<>(object.array("tag").elements());
    tags.add(SUBSETTED);
    return object.with("tag", JsonArray.of(tags));
  }
}
