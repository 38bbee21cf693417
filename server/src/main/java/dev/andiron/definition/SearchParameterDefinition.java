package dev.andiron.definition;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /// What a SearchParameter resource says, which the definition files are written as too.
  ///
  /// @throws IllegalArgumentException where it lacks what each has
  public static SearchParameterDefinition of(JsonObject resource) {
    List<Component> components = new ArrayList<>();
    for (Json component : resource.array("component")) {
      JsonObject part = (JsonObject) component;
      components.add(new Component(text(part, "definition"), text(part, "expression")));
    }
    return new SearchParameterDefinition(
        text(resource, "url"),
        text(resource, "code"),
        strings(resource.array("base")),
        Type.valueOf(text(resource, "type").toUpperCase(Locale.ROOT)),
        resource.string("expression"),
        strings(resource.array("target")),
        components,
        resource.flag("multipleOr", true),
        resource.flag("foldsCase", false));
  }

  private static String text(JsonObject object, String name) {
    String text = object.string(name);
    if (text == null) {
      throw new IllegalArgumentException("A search parameter lacks " + name + ": " + object);
    }
    return text;
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(each -> ((JsonString) each).text()).toList();
  }
}
