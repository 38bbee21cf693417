package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ElementType;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.JsonString;
import dev.andiron.search.Selector.Condition;
import dev.andiron.search.Selector.Path;
import dev.andiron.search.Selector.Step;
import java.util.ArrayList;
import java.util.List;

/// Turns the expression of a search parameter into a [Selector] for one resource type. Every name
/// is looked up in the definitions now, so that a choice (`value[x]`) becomes plain member names
/// and a name that does not exist is found before the first resource is.
final class ExpressionCompiler {
  /// Of elements that may be of any type, within elements of any type, there are thousands.
  private static final int MOST_PATHS = 1_000;

  private final Definitions definitions;
  private final TypeDefinition base;

  private ExpressionCompiler(Definitions definitions, TypeDefinition base) {
    this.definitions = definitions;
    this.base = base;
  }

  /// @param base the type of the resource, or of the element that a composite looks into
  /// @throws IllegalArgumentException where the expression does not fit the definitions, finds
  ///   nothing in this type, or touches a credential; the message follows "because"
  static Selector compile(Definitions definitions, TypeDefinition base, Expression parsed) {
    ExpressionCompiler compiler = new ExpressionCompiler(definitions, base);
    return isTest(parsed)
        ? new Selector.Test(compiler.condition(parsed))
        : compiler.selector(parsed);
  }

  private Selector selector(Expression expression) {
    List<Path> paths = paths(expression);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("it finds nothing in " + base.name());
    }
    return paths.size() == 1 ? paths.getFirst() : new Selector.Any(paths);
  }

  private static boolean isTest(Expression expression) {
    return switch (expression) {
      case Expression.Exists _,
          Expression.Not _,
          Expression.And _,
          Expression.Or _,
          Expression.Equals _,
          Expression.Differs _,
          Expression.Resolves _ ->
          true;
      case Expression.This _,
          Expression.Root _,
          Expression.Child _,
          Expression.Cast _,
          Expression.Item _,
          Expression.Where _,
          Expression.Union _ ->
          false;
    };
  }

  private Condition condition(Expression expression) {
    return switch (expression) {
      case Expression.And(Expression left, Expression right) ->
          new Condition.Both(condition(left), condition(right));
      case Expression.Or(Expression left, Expression right) ->
          new Condition.Either(condition(left), condition(right));
      case Expression.Not(Expression condition) -> new Condition.Not(condition(condition));
      case Expression.Exists(Expression of) -> new Condition.Exists(selector(of));
      case Expression.Equals(Expression of, var literal) ->
          new Condition.Equals(selector(of), literal);
      case Expression.Differs(Expression of, var literal) ->
          new Condition.Differs(selector(of), literal);
      case Expression.Resolves(String type) -> new Condition.Resolves(type);
      case Expression.This _,
          Expression.Root _,
          Expression.Child _,
          Expression.Cast _,
          Expression.Item _,
          Expression.Where _,
          Expression.Union _ ->
          throw new IllegalArgumentException(
              "it has a path in the place of a condition; compare it, or write .exists() after it");
    };
  }

  /// The paths of an expression in this type; none where it speaks of another type.
  private List<Path> paths(Expression expression) {
    List<Path> paths =
        switch (expression) {
          case Expression.This _ -> List.of(whole());
          case Expression.Root(String name) -> root(name);
          case Expression.Child(Expression of, String name) -> children(paths(of), name);
          case Expression.Cast(Expression of, String type) ->
              paths(of).stream().filter(path -> isType(path, type)).toList();
          case Expression.Item(Expression.Union _, int _) ->
              throw new IllegalArgumentException(
                  "it takes one out of a union; put it into the parts");
          case Expression.Item(Expression of, int index) ->
              paths(of).stream().map(path -> path.then(new Step.Item(index))).toList();
          case Expression.Where(Expression of, Expression.Resolves(String type)) ->
              paths(of).stream().map(path -> path.then(new Step.Resolves(type))).toList();
          case Expression.Where(Expression of, Expression condition) -> where(paths(of), condition);
          case Expression.Union(List<Expression> parts) ->
              parts.stream().flatMap(part -> paths(part).stream()).toList();
          case Expression.And _,
              Expression.Or _,
              Expression.Not _,
              Expression.Exists _,
              Expression.Equals _,
              Expression.Differs _,
              Expression.Resolves _ ->
              throw new IllegalArgumentException("it has a condition in the place of a path");
        };
    if (paths.size() > MOST_PATHS) {
      throw new IllegalArgumentException(
          "it looks for values of too many types; say of which, as .ofType(Coding) does");
    }
    return paths;
  }

  /// R4 writes `value.as(DateTime)` in Observation.code-value-date.
  private static boolean isType(Path path, String type) {
    return path.type().equals(type) || (type.equals("DateTime") && path.type().equals("dateTime"));
  }

  private List<Path> root(String name) {
    if (base.is(name)) {
      return List.of(whole());
    }
    // A name in lower case is an element: `Organization.name | alias`.
    return Character.isUpperCase(name.charAt(0)) ? List.of() : children(List.of(whole()), name);
  }

  private Path whole() {
    return new Path(List.of(), base.name(), null, true);
  }

  /// Where values may be of several types (`value[x]`), those that have the element.
  private List<Path> children(List<Path> paths, String name) {
    List<Path> children = new ArrayList<>();
    for (Path path : paths) {
      TypeDefinition type = definitions.type(path.type());
      ElementDefinition element = type == null ? null : type.element(name);
      if (element != null) {
        children(path, element, children);
      }
    }
    if (children.isEmpty() && !paths.isEmpty()) {
      throw new IllegalArgumentException(
          (paths.size() == 1 ? paths.getFirst().type() : "none of the types that it looks into")
              + " has "
              + (paths.size() == 1 ? "no" : "an")
              + " element "
              + name);
    }
    return children;
  }

  private static void children(Path path, ElementDefinition element, List<Path> into) {
    if (element.credential()) {
      throw new IllegalArgumentException(element.path() + " is a credential");
    }
    for (ElementType of : element.types()) {
      String member = element.choice() ? element.name() + capitalized(of.name()) : element.name();
      into.add(path.to(new Step.Member(member), of.name(), element));
    }
  }

  /// Of values of several types, those that the condition can be asked of.
  private List<Path> where(List<Path> paths, Expression condition) {
    List<Path> kept = new ArrayList<>();
    IllegalArgumentException first = null;
    for (Path path : paths) {
      TypeDefinition type = definitions.type(path.type());
      if (type != null) {
        try {
          kept.add(path.then(step(new ExpressionCompiler(definitions, type).condition(condition))));
        } catch (IllegalArgumentException e) {
          first = first == null ? e : first;
        }
      }
    }
    if (kept.isEmpty() && first != null) {
      throw first;
    }
    return kept;
  }

  /// Nearly all are `where(system = 'phone')`.
  private static Step step(Condition condition) {
    return condition instanceof Condition.Equals(Path path, JsonString(String text))
            && path.steps().size() == 1
            && path.steps().getFirst() instanceof Step.Member(String member)
        ? new Step.Equals(member, text)
        : new Step.Where(condition);
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
