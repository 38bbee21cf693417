package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.JsonSchemaException;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns what is written under `schema` into a [RequestSchema]. JSON Schema passes over what it
/// does not know, and a misspelt keyword then allows what it was meant to keep out; so everything
/// that would have no effect is a fault here. Nothing is ever fetched.
final class SchemaCompiler {
  private static final int DEEPEST = 50;
  private static final int MOST_SCHEMAS = 2000;
  private static final int MOST_VALUES = 5000;

  /// Where the schema is to the library; never looked up.
  private static final URI PLACE = URI.create("https://policy.invalid/schema");

  private static final Set<String> BESIDE_REFERENCES = Set.of("$ref", "definitions", "$defs");

  private final List<Issue> issues;
  private final Set<String> schemas = new HashSet<>();
  private final Set<String> anchors = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();
  private SchemaDialect dialect = SchemaDialect.DRAFT_07;

  /// @param at where it stands
  private record Reference(String at, String target) {}

  /// A schema on the way.
  ///
  /// @param at for people
  /// @param pointer for the library
  /// @param ofRequest whether it is asked of the request object itself
  private record Place(String at, String pointer, boolean ofRequest, int depth) {
    Place below(String step, boolean stillOfRequest) {
      return new Place(
          at + "." + step,
          pointer + "/" + SchemaNode.escaped(step),
          ofRequest && stillOfRequest,
          depth + 1);
    }

    Place element(int index, boolean stillOfRequest) {
      return new Place(
          at + "[" + index + "]", pointer + "/" + index, ofRequest && stillOfRequest, depth + 1);
    }

    /// Below a keyword's value, which is no schema itself.
    Place inside(String step) {
      return new Place(at + "." + step, pointer + "/" + SchemaNode.escaped(step), ofRequest, depth);
    }
  }

  /// @param issues where the faults go
  SchemaCompiler(List<Issue> issues) {
    this.issues = issues;
  }

  /// The schema, or null where there were faults.
  @Nullable RequestSchema compile(JsonObject schema, String at) {
    int before = issues.size();
    if (size(schema) > MOST_VALUES) {
      fault(at, "The schema is too large: at most %d values.".formatted(MOST_VALUES));
      return null;
    }
    JsonObject plain = withoutHead(schema, at);
    if (plain.isEmpty()) {
      fault(at, "An empty schema holds of every request. Say what is allowed, or use `allow`.");
    }
    schema(plain, new Place(at, "", true, 1));
    references.forEach(this::resolve);
    if (issues.size() == before) {
      judge(plain, at);
    }
    return issues.size() == before ? compiled(plain, at) : null;
  }

  private static int size(Json value) {
    return switch (value) {
      case JsonObject object -> {
        int size = 1;
        for (JsonObject.Member member : object) {
          size += size(member.value());
        }
        yield size;
      }
      case JsonArray array -> 1 + array.stream().mapToInt(SchemaCompiler::size).sum();
      default -> 1;
    };
  }

  /// Reads what says which JSON Schema it is, and takes it away.
  private JsonObject withoutHead(JsonObject schema, String at) {
    Json version = schema.get("$schema");
    if (version != null) {
      SchemaDialect named =
          version instanceof JsonString(String text) ? SchemaDialect.of(text) : null;
      if (named == null) {
        issues.add(
            new Issue(
                Issue.Kind.NOT_SUPPORTED,
                at + ".$schema",
                "There are http://json-schema.org/draft-07/schema# (also where nothing is said)"
                    + " and https://json-schema.org/draft/2020-12/schema."));
      } else {
        dialect = named;
      }
    }
    // References lead inside the schema only, so its own name means nothing.
    return schema.without("$schema").without("$id");
  }

  private void schema(Json value, Place place) {
    if (place.depth() > DEEPEST || schemas.size() > MOST_SCHEMAS) {
      fault(
          place.at(),
          "The schema is too large: at most %d levels and %d schemas."
              .formatted(DEEPEST, MOST_SCHEMAS));
      return;
    }
    schemas.add(place.pointer());
    switch (value) {
      case JsonBoolean _ -> {}
      case JsonObject object -> {
        for (JsonObject.Member member : object) {
          keyword(member.name(), member.value(), object, place);
        }
      }
      default -> fault(place.at(), "A schema is an object, or `true` or `false`.");
    }
  }

  private void keyword(String name, Json value, JsonObject schema, Place place) {
    String at = place.at() + "." + name;
    SchemaKeyword keyword = dialect.keywords().get(name);
    if (keyword == null) {
      fault(at, unknown(name));
      return;
    }
    if (keyword.companion() != null && !schema.has(keyword.companion())) {
      fault(at, "Without `" + keyword.companion() + "` beside it, it has no effect.");
    }
    if (dialect == SchemaDialect.DRAFT_07
        && schema.has("$ref")
        && keyword.shape().asks()
        && !BESIDE_REFERENCES.contains(name)) {
      fault(at, "In draft-07 nothing counts beside a `$ref`; put both into an `allOf`.");
    }
    boolean same = SchemaKeyword.isOfTheSameValue(name);
    switch (keyword.shape()) {
      case REMARK -> {
        if (name.equals("$anchor") && value instanceof JsonString(String anchor)) {
          anchors.add(anchor);
        }
      }
      case PLAIN -> {
        if (place.ofRequest() && name.equals("required")) {
          knownMembers(value, at);
        }
      }
      case PATTERN -> {
        if (value instanceof JsonString(String expression)) {
          expression(expression, at);
        }
      }
      case REFERENCE -> {
        if (value instanceof JsonString(String target)) {
          references.add(new Reference(at, target));
        }
      }
      case SCHEMA -> schema(value, place.below(name, same));
      case SCHEMAS -> schemas(value, place.inside(name), same);
      case SCHEMA_OR_SCHEMAS -> {
        if (value instanceof JsonArray) {
          schemas(value, place.inside(name), same);
        } else {
          schema(value, place.below(name, same));
        }
      }
      case NAMED, BY_PATTERN, DEPENDENCIES -> {
        if (value instanceof JsonObject object) {
          named(name, keyword.shape(), object, place.inside(name));
        }
      }
    }
  }

  private static String unknown(String name) {
    return switch (name) {
      case "format", "contentEncoding", "contentMediaType", "contentSchema" ->
          "`" + name + "` is a remark in JSON Schema and keeps nothing out; use `pattern`.";
      case "$id", "$schema" -> "`" + name + "` may stand at the head of the schema only.";
      default ->
          "This JSON Schema has no keyword `"
              + name
              + "`, or policies cannot use it, and it would be passed over.";
    };
  }

  private void schemas(Json value, Place place, boolean same) {
    if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        schema(array.get(i), place.element(i, same));
      }
    }
  }

  private void named(String keyword, SchemaKeyword.Shape shape, JsonObject object, Place place) {
    for (JsonObject.Member member : object) {
      String name = member.name();
      Place below = place.below(name, SchemaKeyword.isOfTheSameValue(keyword));
      if (place.ofRequest() && keyword.equals("properties")) {
        knownMember(name, below.at());
      }
      if (shape == SchemaKeyword.Shape.BY_PATTERN) {
        expression(name, below.at());
      }
      if (shape != SchemaKeyword.Shape.DEPENDENCIES || !(member.value() instanceof JsonArray)) {
        schema(member.value(), below);
      }
    }
  }

  private void knownMembers(Json names, String at) {
    if (names instanceof JsonArray array) {
      for (Json name : array) {
        if (name instanceof JsonString(String text)) {
          knownMember(text, at);
        }
      }
    }
  }

  private void knownMember(String name, String at) {
    if (!RequestObject.MEMBERS.contains(name)) {
      fault(at, MatchoCompiler.noSuchMember(name));
    }
  }

  private void expression(String expression, String at) {
    try {
      SearchExpression _ = SearchExpression.of(expression);
    } catch (IllegalArgumentException e) {
      fault(at, e.getMessage() + ".");
    }
  }

  private void resolve(Reference reference) {
    String target = reference.target();
    if (!target.startsWith("#")) {
      fault(
          reference.at(),
          "A `$ref` leads to a part of this schema (`#/definitions/name`); nothing is fetched.");
    } else if (!target
        .substring(1)
        .chars()
        .allMatch(c -> c == '/' || SchemaNode.isPlain((char) c))) {
      fault(
          reference.at(),
          "What a `$ref` leads through is named with letters, digits, `_`, `-`, `.` and `$`.");
    } else if (!schemas.contains(target.substring(1)) && !anchors.contains(target.substring(1))) {
      fault(reference.at(), "There is no schema at this place.");
    }
  }

  /// What the schema of schemas says.
  private void judge(JsonObject schema, String at) {
    Validator.Result result = dialect.check(SchemaNode.ofSchema(schema));
    if (!result.isValid()) {
      Error first = result.getErrors().getFirst();
      String place = SchemaNode.spelled(first.getInstanceLocation());
      fault(
          place.isEmpty() ? at : at + "." + place,
          "This is no valid JSON Schema: what stands here breaks `"
              + first.getKeyword()
              + "` of the schema of schemas.");
    }
  }

  private @Nullable RequestSchema compiled(JsonObject schema, String at) {
    try {
      Validator validator =
          new ValidatorFactory()
              .withJsonNodeFactory(SchemaNode.FACTORY)
              .withDefaultDialect(dialect.dialect())
              .withDisabledSchemaValidation(true) // done in judge, by a validator that all share
              .withEvaluatorFactory(new SchemaEvaluators(dialect, Set.copyOf(schemas)))
              .createValidator();
      return new RequestSchema(
          validator, validator.registerSchema(PLACE, SchemaNode.ofSchema(schema)));
    } catch (SchemaEvaluators.Unusable e) {
      fault(
          at + "." + SchemaNode.spelled(String.valueOf(e.getMessage())),
          "The keyword cannot be used with this value.");
    } catch (JsonSchemaException | IllegalArgumentException e) {
      fault(at, "The schema cannot be used.");
    }
    return null;
  }

  private void fault(String at, String message) {
    issues.add(new Issue(Issue.Kind.VALUE, at, message));
  }
}
