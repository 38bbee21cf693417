package dev.andiron.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A search parameter (<https://hl7.org/fhir/R4/searchparameter.html>).
///
/// @param url its canonical URL
/// @param code its name in a query
/// @param bases the types it is for; `Resource` and `DomainResource` stand for all made from them
/// @param expression FHIRPath; may be a union with parts for other bases; null where the server
///   computes the parameter (`_text`, `_content`, `_query`)
/// @param targets the types that a reference may point to; empty where it may point to any
/// @param components what a composite is made of
/// @param multipleOr whether several values may be separated by commas
/// @param foldsCase whether values are the same however their letters are cased, as names for
///   signing in are; otherwise that is the type's matter
public record SearchParameterDefinition(
    String url,
    String code,
    List<String> bases,
    Type type,
    @Nullable String expression,
    List<String> targets,
    List<Component> components,
    boolean multipleOr,
    boolean foldsCase) {

  /// How values are matched (<https://hl7.org/fhir/R4/valueset-search-param-type.html>).
  public enum Type {
    NUMBER,
    DATE,
    STRING,
    TOKEN,
    REFERENCE,
    COMPOSITE,
    QUANTITY,
    URI,
    SPECIAL
  }

  /// A part of a composite.
  ///
  /// @param definition the canonical URL of the parameter that says how it is matched
  /// @param expression relative to what the composite's expression finds
  public record Component(String definition, String expression) {}

  public SearchParameterDefinition {
    bases = List.copyOf(bases);
    targets = List.copyOf(targets);
    components = List.copyOf(components);
  }
}
