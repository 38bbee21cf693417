package dev.andiron.definition;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which resources belong to a patient, an encounter, …: those that refer to it by one of these
/// search parameters (<https://hl7.org/fhir/R4/compartmentdefinition.html>). Immutable.
public final class Compartments {
  private static final Compartments BUILT_IN = read();

  private final Map<String, Map<String, List<String>>> parameters;

  private Compartments(Map<String, Map<String, List<String>>> parameters) {
    this.parameters = parameters;
  }

  /// Those of R4.
  public static Compartments builtIn() {
    return BUILT_IN;
  }

  private static Compartments read() {
    Map<String, Map<String, List<String>>> parameters = new TreeMap<>();
    for (JsonObject.Member compartment : DefinitionReader.json("compartments.json")) {
      Map<String, List<String>> types = new LinkedHashMap<>();
      for (JsonObject.Member type : (JsonObject) compartment.value()) {
        List<String> codes = new ArrayList<>();
        for (Json code : (JsonArray) type.value()) {
          codes.add(((JsonString) code).text());
        }
        types.put(type.name(), List.copyOf(codes));
      }
      parameters.put(compartment.name(), types);
    }
    return new Compartments(parameters);
  }

  /// The types of which each resource has a compartment.
  public Set<String> names() {
    return parameters.keySet();
  }

  /// The types of what is in a compartment, sorted.
  public Set<String> types(String compartment) {
    return parameters.getOrDefault(compartment, Map.of()).keySet();
  }

  /// The search parameters by which a resource of a type belongs to one; none where no resource of
  /// the type ever does.
  public List<String> parameters(String compartment, String type) {
    return parameters.getOrDefault(compartment, Map.of()).getOrDefault(type, List.of());
  }
}
