package dev.andiron.console;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ElementType;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// `GET /ui/api/elements/{type}`: the elements of a resource type, for the pages to complete them
/// where paths of elements are written (`contact.name.family`).
final class Elements implements ProtectedHandler {
  /// Deeper, there are thousands, and hardly anybody goes there.
  private static final int DEEPEST = 3;

  private final Definitions definitions;

  Elements(Definitions definitions) {
    this.definitions = definitions;
  }

  @Override
  public Response handle(ProtectedCall call) {
    String name = call.request().pathParameter("type");
    TypeDefinition type = definitions.isResourceType(name) ? definitions.type(name) : null;
    if (type == null) {
      throw new HttpProblem(404, "There is no resource type of this name.");
    }
    Map<String, String> paths = new LinkedHashMap<>();
    add(paths, "", type, 1);
    JsonArray elements =
        JsonArray.of(
            paths.entrySet().stream()
                .map(each ->
                    (Json) JsonObject.of("path", each.getKey()).with("type", each.getValue()))
                .toList());
    return Answers.of(
        200, JsonObject.of("elements", elements), Negotiation.of(call.request()), false);
  }

  private void add(Map<String, String> paths, String before, TypeDefinition type, int depth) {
    for (ElementDefinition element : type.elements()) {
      String types =
          element.types().stream().map(ElementType::name).collect(Collectors.joining(", "));
      paths.putIfAbsent(before + element.name(), types);
      if (depth < DEEPEST && element.types().size() == 1) {
        TypeDefinition below = definitions.type(types);
        if (below != null && !below.isPrimitive()) {
          add(paths, before + element.name() + ".", below, depth + 1);
        }
      }
    }
  }
}
