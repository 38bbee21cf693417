package dev.andiron.definitions;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The search parameters of the specification, reduced to what a server needs to run them.
final class SearchParameters {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String[] KEPT = {"code", "base", "type", "expression", "multipleOr"};

  /// A parameter with this many targets lists every type of the specification.
  private static final int ANY = 140;

  private SearchParameters() {}

  static ArrayNode compiled() throws IOException {
    ArrayNode parameters = MAPPER.createArrayNode();
    try (InputStream in = Xml.open("sp/search-parameters.json")) {
      for (JsonNode entry : MAPPER.readTree(in).get("entry")) {
        parameters.add(parameter(entry.get("resource")));
      }
    }
    return parameters;
  }

  private static ObjectNode parameter(JsonNode definition) {
    ObjectNode parameter = MAPPER.createObjectNode();
    parameter.set("url", definition.get("url"));
    for (String name : KEPT) {
      JsonNode value = definition.get(name);
      if (value != null) {
        parameter.set(name, value);
      }
    }
    JsonNode targets = definition.get("target");
    if (targets != null && targets.size() < ANY) {
      parameter.set("target", targets);
    }
    JsonNode components = definition.get("component");
    if (components != null) {
      ArrayNode into = parameter.putArray("component");
      for (JsonNode component : components) {
        ObjectNode copy = into.addObject();
        copy.set("definition", component.get("definition"));
        copy.set("expression", component.get("expression"));
      }
    }
    return parameter;
  }
}
