package dev.andiron.access;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A keyword of JSON Schema that policies may use, and where its value has schemas in it.
///
/// @param companion a keyword without which this one has no effect, or null
record SchemaKeyword(Shape shape, @Nullable String companion) {

  /// What a keyword's value is.
  enum Shape {
    /// Said to people; it asks nothing.
    REMARK,
    /// Judged by the library.
    PLAIN,
    /// A regular expression.
    PATTERN,
    REFERENCE,
    SCHEMA,
    SCHEMAS,
    /// One schema, or one for each of the first elements (draft-07's `items`).
    SCHEMA_OR_SCHEMAS,
    /// Schemas by names.
    NAMED,
    /// Schemas by regular expressions.
    BY_PATTERN,
    /// Schemas, or lists of names, by names (draft-07's `dependencies`).
    DEPENDENCIES;

    /// Whether it asks anything of a value.
    boolean asks() {
      return this != REMARK;
    }
  }

  private static final Set<String> OF_THE_SAME_VALUE =
      Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");

  /// Those which ask something of the members of an object.
  private static final Set<String> OF_MEMBERS =
      Set.of(
          "properties",
          "patternProperties",
          "additionalProperties",
          "unevaluatedProperties",
          "propertyNames",
          "required",
          "minProperties",
          "maxProperties",
          "dependencies",
          "dependentRequired",
          "dependentSchemas");

  private static final Map<String, SchemaKeyword> OF_BOTH =
      Stream.of(
              of(
                  Shape.REMARK,
                  "$comment",
                  "title",
                  "description",
                  "default",
                  "examples",
                  "readOnly",
                  "writeOnly"),
              of(
                  Shape.PLAIN,
                  "type",
                  "enum",
                  "const",
                  "multipleOf",
                  "maximum",
                  "exclusiveMaximum",
                  "minimum",
                  "exclusiveMinimum",
                  "maxLength",
                  "minLength",
                  "maxItems",
                  "minItems",
                  "uniqueItems",
                  "maxProperties",
                  "minProperties",
                  "required"),
              of(Shape.PATTERN, "pattern"),
              of(Shape.REFERENCE, "$ref"),
              of(Shape.SCHEMA, "contains", "additionalProperties", "propertyNames", "not", "if"),
              of(Shape.SCHEMAS, "allOf", "anyOf", "oneOf"),
              of(Shape.NAMED, "properties", "definitions", "$defs"),
              of(Shape.BY_PATTERN, "patternProperties"),
              Map.of(
                  "then", new SchemaKeyword(Shape.SCHEMA, "if"),
                  "else", new SchemaKeyword(Shape.SCHEMA, "if")))
          .flatMap(map -> map.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  static final Map<String, SchemaKeyword> OF_DRAFT_07 =
      and(
          Stream.of(
              of(Shape.SCHEMA_OR_SCHEMAS, "items"),
              of(Shape.DEPENDENCIES, "dependencies"),
              Map.of("additionalItems", new SchemaKeyword(Shape.SCHEMA, "items"))));

  static final Map<String, SchemaKeyword> OF_DRAFT_2020_12 =
      and(
          Stream.of(
              of(Shape.REMARK, "deprecated", "$anchor"),
              of(Shape.PLAIN, "dependentRequired"),
              of(Shape.SCHEMA, "items", "unevaluatedItems", "unevaluatedProperties"),
              of(Shape.SCHEMAS, "prefixItems"),
              of(Shape.NAMED, "dependentSchemas"),
              Map.of(
                  "minContains", new SchemaKeyword(Shape.PLAIN, "contains"),
                  "maxContains", new SchemaKeyword(Shape.PLAIN, "contains"))));

  private static Map<String, SchemaKeyword> of(Shape shape, String... names) {
    return Stream.of(names)
        .collect(Collectors.toUnmodifiableMap(name -> name, _ -> new SchemaKeyword(shape, null)));
  }

  private static Map<String, SchemaKeyword> and(Stream<Map<String, SchemaKeyword>> more) {
    return Stream.concat(Stream.of(OF_BOTH), more)
        .flatMap(map -> map.entrySet().stream())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// Whether the schemas under this keyword are asked of the value itself and not of a part of it.
  static boolean isOfTheSameValue(String name) {
    return OF_THE_SAME_VALUE.contains(name);
  }

  static boolean isOfMembers(String name) {
    return OF_MEMBERS.contains(name);
  }
}
