package dev.andiron.search;

import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// A SearchParameter resource that was stored (https://hl7.org/fhir/R4/searchparameter.html).
///
/// @param derivedFrom the URL of the parameter that it says the same as, of which it only documents
///   something; null where there is none
record StoredParameter(
    String id, SearchParameterDefinition definition, @Nullable String derivedFrom) {
  static final String TYPE = "SearchParameter";

  /// Whether it is to be used; others (`draft`, `retired`, `unknown`) are only kept.
  static boolean isActive(@Nullable JsonObject resource) {
    return resource != null && "active".equals(resource.string("status"));
  }

  /// @throws IllegalArgumentException where it lacks what each has
  static StoredParameter of(String id, JsonObject resource) {
    return new StoredParameter(
        id, SearchParameterDefinition.of(resource), resource.string("derivedFrom"));
  }
}
