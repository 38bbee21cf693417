package dev.andiron.search;

import dev.andiron.definition.SearchParameterDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that is searched by at a time: the parameters of each type, and the definitions of those
/// that were stored as resources, by their URLs. Immutable.
record ParameterSet(Map<String, OfType> byType, Map<String, SearchParameterDefinition> stored) {
  static final OfType NOTHING = new OfType(Map.of(), Map.of(), Map.of());

  ParameterSet {
    byType = Map.copyOf(byType);
    stored = Map.copyOf(stored);
  }

  /// The parameters of a type.
  ///
  /// @param byCode those of modifiers are `code:modifier`
  /// @param definitions by their codes, of those too that cannot be searched by
  /// @param keys where the values lie
  record OfType(
      Map<String, SearchParameter> byCode,
      Map<String, SearchParameterDefinition> definitions,
      Map<IndexTable, List<Integer>> keys) {
    static OfType of(
        Collection<SearchParameter> parameters,
        Map<String, SearchParameterDefinition> definitions) {
      Map<String, SearchParameter> byCode = new HashMap<>();
      Map<IndexTable, List<Integer>> keys = new LinkedHashMap<>();
      for (SearchParameter parameter : parameters) {
        byCode.put(parameter.code(), parameter);
        keys.computeIfAbsent(parameter.kind().table(), _ -> new ArrayList<>()).add(parameter.key());
      }
      return new OfType(Map.copyOf(byCode), Map.copyOf(definitions), keys);
    }
  }

  OfType of(String type) {
    return byType.getOrDefault(type, NOTHING);
  }

  /// With more parameters.
  ///
  /// @param definitions what they are made of, by types and codes
  ParameterSet with(
      Map<String, List<SearchParameter>> parameters,
      Map<String, Map<String, SearchParameterDefinition>> definitions,
      Map<String, SearchParameterDefinition> byUrl) {
    Map<String, OfType> all = new HashMap<>(byType);
    parameters.forEach((type, more) -> {
      List<SearchParameter> ofType = new ArrayList<>(of(type).byCode().values());
      ofType.addAll(more);
      Map<String, SearchParameterDefinition> defined = new HashMap<>(of(type).definitions());
      defined.putAll(definitions.getOrDefault(type, Map.of()));
      all.put(type, OfType.of(ofType, defined));
    });
    return new ParameterSet(all, byUrl);
  }
}
