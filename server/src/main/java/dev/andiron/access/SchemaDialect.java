package dev.andiron.access;

import dev.harrel.jsonschema.Dialect;
import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.Draft2020EvaluatorFactory;
import dev.harrel.jsonschema.Draft7EvaluatorFactory;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The versions of JSON Schema that policies are written in. Thread-safe.
final class SchemaDialect {
  static final SchemaDialect DRAFT_07 =
      new SchemaDialect(
          "json-schema.org/draft-07/schema",
          "http://json-schema.org/draft-07/schema",
          SchemaKeyword.OF_DRAFT_07,
          new Dialects.Draft7Dialect(),
          new Draft7EvaluatorFactory());
  static final SchemaDialect DRAFT_2020_12 =
      new SchemaDialect(
          "json-schema.org/draft/2020-12/schema",
          "https://json-schema.org/draft/2020-12/schema",
          SchemaKeyword.OF_DRAFT_2020_12,
          new Dialects.Draft2020Dialect(),
          new Draft2020EvaluatorFactory());

  private final String name;
  private final URI metaSchema;
  private final Map<String, SchemaKeyword> keywords;
  private final Dialect dialect;
  private final EvaluatorFactory evaluators;

  /// Knows the schema of schemas once it was first asked; thread-safe.
  private final Validator ofSchemas =
      new ValidatorFactory().withJsonNodeFactory(SchemaNode.FACTORY).createValidator();

  private SchemaDialect(
      String name,
      String metaSchema,
      Map<String, SchemaKeyword> keywords,
      Dialect dialect,
      EvaluatorFactory evaluators) {
    this.name = name;
    this.metaSchema = URI.create(metaSchema);
    this.keywords = keywords;
    this.dialect = dialect;
    this.evaluators = evaluators;
  }

  /// The dialect of this `$schema`, or null where there is none of that name.
  static @Nullable SchemaDialect of(String schema) {
    String plain = schema.replaceFirst("^https?://", "").replaceFirst("#$", "");
    for (SchemaDialect dialect : List.of(DRAFT_07, DRAFT_2020_12)) {
      if (dialect.name.equals(plain)) {
        return dialect;
      }
    }
    return null;
  }

  /// The keywords that policies may use, by name.
  Map<String, SchemaKeyword> keywords() {
    return keywords;
  }

  Dialect dialect() {
    return dialect;
  }

  /// How the library evaluates keywords.
  EvaluatorFactory evaluators() {
    return evaluators;
  }

  /// What the schema of schemas says of a schema.
  Validator.Result check(SchemaNode schema) {
    return ofSchemas.validate(metaSchema, schema);
  }
}
