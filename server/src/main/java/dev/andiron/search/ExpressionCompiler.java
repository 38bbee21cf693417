package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ElementType;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.search.Selector.Condition;
import dev.andiron.search.Selector.Path;
import dev.andiron.search.Selector.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Turns the expression of a search parameter into a [Selector] for one resource type. Every name
/// is looked up in the definitions now, so that a choice (`value[x]`) becomes plain member names
/// and a name that does not exist is found before the first resource is.
final class ExpressionCompiler {
  private final Definitions definitions;
  private final TypeDefinition base;

  private ExpressionCompiler(Definitions definitions, TypeDefinition base) {
    this.definitions = definitions;
    this.base = base;
  }

  /// @param base the type of the resource, or of the element that a composite looks into
  /// @throws IllegalArgumentException where the expression does not fit the definitions, finds
  ///   nothing in this type, or touches a credential
  static Selector compile(Definitions definitions, TypeDefinition base, Expression parsed) {
    ExpressionCompiler compiler = new ExpressionCompiler(definitions, base);
    if (isTest(parsed)) {
      return new Selector.Test(compiler.condition(parsed));
    }
    List<Path> paths = compiler.paths(parsed);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("finds nothing in " + base.name() + ": " + parsed);
    }
    return paths.size() == 1 ? paths.getFirst() : new Selector.Any(paths);
  }

  private static boolean isTest(Expression expression) {
    return expression instanceof Expression.Exists
        || expression instanceof Expression.And
        || expression instanceof Expression.Differs;
  }

  private Condition condition(Expression expression) {
    return switch (expression) {
      case Expression.And(Expression left, Expression right) ->
          new Condition.Both(condition(left), condition(right));
      case Expression.Exists(Expression of) -> new Condition.Exists(new Selector.Any(paths(of)));
      case Expression.Differs(Expression of, String literal) ->
          new Condition.Differs(
              new Selector.Any(paths(of)),
              Json.of(literal.toLowerCase(Locale.ROOT).equals("true")));
      case Expression.Root _,
          Expression.Child _,
          Expression.Cast _,
          Expression.Item _,
          Expression.WhereResolves _,
          Expression.WhereEquals _,
          Expression.Union _ ->
          throw new IllegalArgumentException("is no condition: " + expression);
    };
  }

  /// The paths of an expression in this type; none where it speaks of another type.
  private List<Path> paths(Expression expression) {
    return switch (expression) {
      case Expression.Root(String name) -> root(name);
      case Expression.Child(Expression of, String name) ->
          paths(of).stream().flatMap(path -> children(path, name).stream()).toList();
      case Expression.Cast(Expression of, String type) ->
          paths(of).stream().filter(path -> isType(path, type)).toList();
      case Expression.Item(Expression of, int index) ->
          paths(of).stream().map(path -> path.then(new Step.Item(index))).toList();
      case Expression.WhereResolves(Expression of, String type) ->
          paths(of).stream().map(path -> path.then(new Step.Resolves(type))).toList();
      case Expression.WhereEquals(Expression of, String element, String value) ->
          paths(of).stream().map(path -> where(path, element, value)).toList();
      case Expression.Union(List<Expression> parts) ->
          parts.stream().flatMap(part -> paths(part).stream()).toList();
      case Expression.And _, Expression.Exists _, Expression.Differs _ ->
          throw new IllegalArgumentException("is a condition, not a path: " + expression);
    };
  }

  /// R4 writes `value.as(DateTime)` in Observation.code-value-date.
  private static boolean isType(Path path, String type) {
    return path.type().equals(type) || (type.equals("DateTime") && path.type().equals("dateTime"));
  }

  private List<Path> root(String name) {
    Path whole = new Path(List.of(), base.name(), null, true);
    if (base.is(name)) {
      return List.of(whole);
    }
    // A name in lower case is an element: `Organization.name | alias`.
    return Character.isUpperCase(name.charAt(0)) ? List.of() : children(whole, name);
  }

  private List<Path> children(Path path, String name) {
    TypeDefinition type = definitions.type(path.type());
    ElementDefinition element = type == null ? null : type.element(name);
    if (element == null) {
      throw new IllegalArgumentException(path.type() + " has no element " + name);
    }
    if (element.credential()) {
      throw new IllegalArgumentException(element.path() + " is a credential");
    }
    List<Path> paths = new ArrayList<>();
    for (ElementType of : element.types()) {
      String member = element.choice() ? name + capitalized(of.name()) : name;
      paths.add(path.to(new Step.Member(member), of.name(), element));
    }
    return paths;
  }

  private Path where(Path path, String element, String value) {
    children(path, element); // it must exist
    return path.then(new Step.Equals(element, value));
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
