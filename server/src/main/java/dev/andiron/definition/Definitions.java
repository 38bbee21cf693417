package dev.andiron.definition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All types, value sets and search parameters that this server knows. Immutable and thread-safe.
public final class Definitions {
  private final Map<String, TypeDefinition> types;
  private final Map<String, ValueSetDefinition> valueSets;
  private final Map<String, SearchParameterDefinition> parametersByUrl = new LinkedHashMap<>();
  private final Map<String, Map<String, SearchParameterDefinition>> parametersByType =
      new HashMap<>();
  private final Set<String> resourceTypes = new TreeSet<>();

  Definitions(
      Map<String, TypeDefinition> types,
      Map<String, ValueSetDefinition> valueSets,
      List<SearchParameterDefinition> parameters) {
    this.types = types;
    this.valueSets = valueSets;
    Map<String, List<SearchParameterDefinition>> byBase = new HashMap<>();
    for (SearchParameterDefinition parameter : parameters) {
      parametersByUrl.put(parameter.url(), parameter);
      for (String base : parameter.bases()) {
        byBase.computeIfAbsent(base, _ -> new ArrayList<>()).add(parameter);
      }
    }
    for (TypeDefinition type : types.values()) {
      if (type.kind() == TypeDefinition.Kind.RESOURCE && !type.isAbstract()) {
        resourceTypes.add(type.name());
        Map<String, SearchParameterDefinition> own = new LinkedHashMap<>();
        for (TypeDefinition each = type; each != null; each = each.base()) {
          for (SearchParameterDefinition parameter : byBase.getOrDefault(each.name(), List.of())) {
            own.putIfAbsent(parameter.code(), parameter);
          }
        }
        parametersByType.put(type.name(), own);
      }
    }
  }

  /// Reads the definition files that are in the program.
  public static Definitions load() {
    DefinitionReader reader = new DefinitionReader();
    reader.read("fhir-r4.json.gz", false);
    for (String type :
        List.of("common", "user", "client", "session", "access-policy", "role", "operation")) {
      reader.read("system/" + type + ".json", true);
    }
    return reader.definitions();
  }

  /// The same types with other search parameters.
  Definitions withSearchParameters(List<SearchParameterDefinition> parameters) {
    return new Definitions(types, valueSets, parameters);
  }

  /// Whether there are resources of this type: neither abstract ones nor data types.
  public boolean isResourceType(String name) {
    TypeDefinition type = types.get(name);
    return type != null && type.kind() == TypeDefinition.Kind.RESOURCE && !type.isAbstract();
  }

  /// Whether this is one of the server's own types of resources: `User`, `Client`, ….
  public boolean isSystemType(String name) {
    TypeDefinition type = types.get(name);
    return isResourceType(name) && type != null && type.isSystem();
  }

  /// The types of resources, sorted.
  public Set<String> resourceTypes() {
    return Collections.unmodifiableSet(resourceTypes);
  }

  /// A type by its name, or null where there is none: `Patient`, `HumanName`, `dateTime`,
  /// `Patient.contact`.
  public @Nullable TypeDefinition type(String name) {
    return types.get(name);
  }

  /// Every type.
  public Collection<TypeDefinition> types() {
    return Collections.unmodifiableCollection(types.values());
  }

  /// A value set that can be listed, by its canonical URL without a version.
  public @Nullable ValueSetDefinition valueSet(String url) {
    return valueSets.get(url);
  }

  /// The search parameters of a resource type by their code, those for every type included.
  public Map<String, SearchParameterDefinition> searchParameters(String resourceType) {
    return Collections.unmodifiableMap(parametersByType.getOrDefault(resourceType, Map.of()));
  }

  /// Every search parameter.
  public Collection<SearchParameterDefinition> searchParameters() {
    return Collections.unmodifiableCollection(parametersByUrl.values());
  }

  /// A search parameter by its canonical URL, as composites name their components.
  public @Nullable SearchParameterDefinition searchParameter(String url) {
    return parametersByUrl.get(url);
  }
}
