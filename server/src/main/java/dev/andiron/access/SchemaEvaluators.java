package dev.andiron.access;

import dev.harrel.jsonschema.EvaluationContext;
import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SchemaParsingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The library's keywords with their work counted, and with regular expressions whose time is
/// linear in place of those of the JDK.
///
/// The library leaves out a keyword whose value it cannot take (`"maxLength": 1e30`), and what it
/// would have asked is then never asked; here that is an error.
final class SchemaEvaluators implements EvaluatorFactory {
  private final SchemaDialect dialect;
  private final Set<String> schemas;

  /// @param schemas the pointers of all that are schemas, and not values that look like one
  SchemaEvaluators(SchemaDialect dialect, Set<String> schemas) {
    this.dialect = dialect;
    this.schemas = schemas;
  }

  /// A keyword cannot be evaluated.
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param pointer where in the schema
    Unusable(String pointer) {
      super(pointer);
    }
  }

  /// Something was asked that has no answer: of what a JSON Patch makes of the resource.
  static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String instance;

    /// @param instance where in the request
    private Unanswered(String instance) {
      super("what a JSON Patch makes is not known", null, false, false);
      this.instance = instance;
    }

    String instance() {
      return instance;
    }
  }

  @Override
  public Optional<Evaluator> create(SchemaParsingContext context, String name, JsonNode value) {
    String pointer = value.getJsonPointer();
    if (!schemas.contains(pointer.substring(0, pointer.lastIndexOf('/')))) {
      return Optional.of((_, _) -> Evaluator.Result.success()); // inside a `const`, say
    }
    SchemaKeyword keyword = dialect.keywords().get(name);
    if (keyword == null || !keyword.shape().asks() || isPartOfAnother(name)) {
      return Optional.empty();
    }
    Optional<Evaluator> evaluator =
        switch (keyword.shape()) {
          case PATTERN -> Optional.of(new Found(SearchExpression.of(value.asString())));
          case BY_PATTERN -> Optional.of(new MembersByPattern(context, value));
          default -> dialect.evaluators().create(context, name, value);
        };
    return Optional.of(
        new Counted(name, evaluator.orElseThrow(() -> new Unusable(value.getJsonPointer()))));
  }

  /// Those that another keyword looks at, or a reference.
  private static boolean isPartOfAnother(String name) {
    return switch (name) {
      case "then", "else", "definitions", "$defs" -> true;
      default -> false;
    };
  }

  private record Counted(String keyword, Evaluator evaluator) implements Evaluator {
    @Override
    public Result evaluate(EvaluationContext context, JsonNode node) {
      SchemaWork work = SchemaWork.CURRENT.get();
      work.enter();
      try {
        if (node instanceof SchemaNode seen && !isAnswered(seen.sight())) {
          throw new Unanswered(seen.getJsonPointer());
        }
        if (keyword.startsWith("unevaluated")) {
          work.lookBack();
        }
        return evaluator.evaluate(context, node);
      } finally {
        work.leave();
      }
    }

    private boolean isAnswered(SchemaNode.Sight sight) {
      return switch (sight) {
        case PLAIN -> true;
        case PATCH -> !SchemaKeyword.isOfMembers(keyword);
        case PATCHED -> false;
      };
    }

    @Override
    public int getOrder() {
      return evaluator.getOrder();
    }
  }

  private static boolean isFound(SearchExpression expression, String text) {
    SchemaWork.CURRENT.get().spend((long) text.length() * expression.size());
    return expression.isFoundIn(text);
  }

  private record Found(SearchExpression expression) implements Evaluator {
    @Override
    public Result evaluate(EvaluationContext context, JsonNode node) {
      return !node.isString() || isFound(expression, node.asString())
          ? Result.success()
          : Result.failure("pattern");
    }
  }

  private static final class MembersByPattern implements Evaluator {
    private record Choice(SearchExpression expression, String schema) {}

    private final List<Choice> choices = new ArrayList<>();

    MembersByPattern(SchemaParsingContext context, JsonNode value) {
      for (Map.Entry<String, JsonNode> entry : value.asObject().entrySet()) {
        choices.add(
            new Choice(
                SearchExpression.of(entry.getKey()), context.getAbsoluteUri(entry.getValue())));
      }
    }

    @Override
    public Result evaluate(EvaluationContext context, JsonNode node) {
      if (!node.isObject()) {
        return Result.success();
      }
      Set<String> matched = new HashSet<>();
      boolean valid = true;
      for (Map.Entry<String, JsonNode> member : node.asObject().entrySet()) {
        for (Choice choice : choices) {
          if (isFound(choice.expression(), member.getKey())) {
            matched.add(member.getKey());
            valid &= context.resolveInternalRefAndValidate(choice.schema(), member.getValue());
          }
        }
      }
      // The names are what `additionalProperties` and `unevaluatedProperties` leave alone.
      return valid ? Result.success(matched) : Result.failure("patternProperties");
    }
  }
}
