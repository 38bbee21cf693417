package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A JSON Schema that requests are held against, the request object with all of its members as the
/// value. Thread-safe.
///
/// The work is bounded as [Matcho]'s is. A schema knows yes and no only, so where it asks what has
/// no answer (`resource`, or a member of `body`, of a JSON Patch) it does not hold.
final class RequestSchema {
  private static final Logger LOG = LoggerFactory.getLogger(RequestSchema.class);

  /// Keywords that may hold although something below them does not.
  private static final Set<String> CHOICES = Set.of("anyOf", "oneOf", "contains", "if");

  private final Validator validator;
  private final URI schema;

  /// @param validator knows the schema
  RequestSchema(Validator validator, URI schema) {
    this.validator = validator;
    this.schema = schema;
  }

  /// The first keyword that does not hold of the request, or null where all do.
  ///
  /// @throws Matcho.Exhausted when it cannot be told within bounds
  @Nullable Failure failure(RequestObject request) {
    SchemaWork work = new SchemaWork();
    JsonObject whole = request.toJson(); // may ask the database, whose troubles are not a schema's
    try {
      Validator.Result result =
          ScopedValue.where(SchemaWork.CURRENT, work)
              .call(() -> validator.validate(schema, SchemaNode.of(whole, work)));
      return result.isValid() ? null : failure(result.getErrors());
    } catch (Matcho.Exhausted e) {
      throw e;
    } catch (SchemaEvaluators.Unanswered e) {
      return new Failure(
          "schema",
          "It asks about `"
              + SchemaNode.spelled(e.instance())
              + "`, and what a JSON Patch makes of that is not known.");
    } catch (RuntimeException e) {
      LOG.warn("a JSON Schema cannot be evaluated and does not hold: {}", e.getClass().getName());
      return new Failure("schema", "The schema cannot be evaluated.");
    }
  }

  private static Failure failure(List<Error> errors) {
    if (errors.isEmpty()) {
      return new Failure("schema", "The schema does not hold."); // the schema `false`
    }
    Error innermost = errors.getFirst();
    Error first =
        errors.stream()
            .filter(error -> CHOICES.contains(String.valueOf(error.getKeyword())))
            .filter(
                error -> innermost.getEvaluationPath().startsWith(error.getEvaluationPath() + "/"))
            .min(Comparator.comparingInt(error -> error.getEvaluationPath().length()))
            .orElse(innermost);
    String location = first.getSchemaLocation();
    String place = SchemaNode.spelled(location.substring(location.indexOf('#') + 1));
    String keyword = first.getKeyword();
    String instance = SchemaNode.spelled(first.getInstanceLocation());
    return new Failure(
        "schema" + (place.isEmpty() ? "" : "." + place) + (keyword == null ? "" : "." + keyword),
        "It does not hold of "
            + (instance.isEmpty() ? "the request" : "`" + instance + "` of the request")
            + ".");
  }
}
