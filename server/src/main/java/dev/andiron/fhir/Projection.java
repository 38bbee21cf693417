package dev.andiron.fhir;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.resource.ResourceVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// How much of a resource is shown: `_summary` and `_elements`
/// (<https://hl7.org/fhir/R4/search.html#summary>). What is not the whole is marked as such.
final class Projection {
  private static final Set<String> ALWAYS = Set.of("resourceType", "id", "meta");
  private static final Set<String> VALUES = Set.of("true", "text", "data", "false");
  private static final JsonObject SUBSETTED =
      JsonObject.of("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
          .with("code", "SUBSETTED");

  private final Definitions definitions;
  private final String summary;
  private final ElementPaths elements;

  private Projection(Definitions definitions, String summary, ElementPaths elements) {
    this.definitions = definitions;
    this.summary = summary;
    this.elements = elements;
  }

  /// What a read asks for.
  static Projection ofRead(Parameters parameters, Definitions definitions) {
    Projection projection = of(parameters, definitions);
    if (!VALUES.contains(projection.summary)) {
      throw new HttpProblem(
          400,
          projection.summary.equals("count")
              ? "_summary=count is for searches; a read has nothing to count."
              : "_summary is true, text, data or false.");
    }
    return projection;
  }

  /// What a search asks for. Whether it knows the value of `_summary` is the search's to say.
  static Projection of(Parameters parameters, Definitions definitions) {
    List<String> summaries = parameters.all("_summary");
    List<String> elements = parameters.all("_elements");
    if (summaries.size() > 1 || elements.size() > 1) {
      throw new HttpProblem(400, "_summary and _elements may stand once only.");
    }
    String summary = summaries.isEmpty() ? "false" : summaries.getFirst();
    if (!elements.isEmpty() && !summary.equals("false")) {
      throw new HttpProblem(400, "_summary and _elements exclude each other; send one of them.");
    }
    return new Projection(
        definitions,
        summary,
        elements.isEmpty()
            ? ElementPaths.NONE
            : ElementPaths.read(elements.getFirst(), definitions));
  }

  /// The text of what is to be shown.
  byte[] of(ResourceVersion version) {
    if (elements.isEmpty() && !Set.of("true", "text", "data").contains(summary)) {
      return version.text();
    }
    JsonObject resource = version.resource();
    TypeDefinition type = Objects.requireNonNull(definitions.type(version.type()));
    JsonObject part =
        switch (summary) {
          case "true" -> new SummaryElements(definitions).of(type, resource);
          case "text" -> textAndMandatory(type, resource);
          case "data" -> resource.without("text");
          default -> elements.of(type, resource);
        };
    return JsonWriter.utf8(marked(part));
  }

  /// "Return only the 'text' element, the 'id' element, the 'meta' element, and only top-level
  /// mandatory elements".
  private static JsonObject textAndMandatory(TypeDefinition type, JsonObject resource) {
    JsonObject.Builder part = JsonObject.builder();
    for (JsonObject.Member member : resource) {
      if (isKept(type, member.name()) || member.name().equals("text")) {
        part.put(member.name(), member.value());
      }
    }
    return part.build();
  }

  /// Whether a part of a resource has this member, whatever was asked for.
  static boolean isKept(TypeDefinition type, String name) {
    MemberDefinition member = type.member(name);
    return ALWAYS.contains(name) || (member != null && member.element().min() > 0);
  }

  private static JsonObject marked(JsonObject part) {
    JsonObject meta = part.object("meta");
    JsonObject object = meta == null ? JsonObject.EMPTY : meta;
    List<Json> tags = new ArrayList<>(object.array("tag").elements());
    if (!tags.contains(SUBSETTED)) {
      tags.add(SUBSETTED);
    }
    return part.with("meta", object.with("tag", JsonArray.of(tags)));
  }
}
