package dev.andiron.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the expression of a search parameter:
///
/// ```
/// union      = and { "|" and }
/// and        = comparison { "and" comparison }
/// comparison = cast [ "!=" literal ]
/// cast       = path { "as" type }
/// path       = ( "(" union ")" | name ) { "." step | "[" number "]" }
/// step       = name | "as(" type ")" | "ofType(" type ")" | "exists()" | "where(" condition ")"
/// condition  = "resolve() is" type | name "=" "'" text "'"
/// ```
final class ExpressionParser {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:([A-Za-z_][A-Za-z0-9_]*)|([0-9]+)|'([^'\\\\]*)'|(!=|[.|()=\\[\\]]))");

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private int next;

  private ExpressionParser(String text) {
    this.text = text;
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (matcher.lookingAt()) {
      String literal = matcher.group(3);
      tokens.add(literal == null ? matcher.group().strip() : "'" + literal);
      at = matcher.end();
      matcher.region(at, text.length());
    }
    if (!text.substring(at).isBlank()) {
      throw failure("an unknown character");
    }
  }

  /// @throws IllegalArgumentException where it is not written in this part of FHIRPath
  static Expression parse(String text) {
    ExpressionParser parser = new ExpressionParser(text);
    Expression expression = parser.union();
    if (parser.next < parser.tokens.size()) {
      throw parser.failure("unexpected " + parser.peek());
    }
    return expression;
  }

  private Expression union() {
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(and());
    } while (taken("|"));
    return parts.size() == 1 ? parts.getFirst() : new Expression.Union(parts);
  }

  private Expression and() {
    Expression left = comparison();
    while (taken("and")) {
      left = new Expression.And(left, comparison());
    }
    return left;
  }

  private Expression comparison() {
    Expression left = path();
    while (taken("as")) {
      left = new Expression.Cast(left, name());
    }
    return taken("!=") ? new Expression.Differs(left, take()) : left;
  }

  private Expression path() {
    Expression path;
    if (taken("(")) {
      path = union();
      expect(")");
    } else {
      path = new Expression.Root(name());
    }
    while (true) {
      if (taken(".")) {
        path = step(path);
      } else if (taken("[")) {
        path = new Expression.Item(path, Integer.parseInt(take()));
        expect("]");
      } else {
        return path;
      }
    }
  }

  private Expression step(Expression of) {
    String name = name();
    if (!taken("(")) {
      return new Expression.Child(of, name);
    }
    Expression step =
        switch (name) {
          case "as", "ofType" -> new Expression.Cast(of, name());
          case "exists" -> new Expression.Exists(of);
          case "where" -> where(of);
          default -> throw failure("the function " + name);
        };
    expect(")");
    return step;
  }

  private Expression where(Expression of) {
    String name = name();
    if (name.equals("resolve")) {
      expect("(");
      expect(")");
      expect("is");
      return new Expression.WhereResolves(of, name());
    }
    expect("=");
    String literal = take();
    if (!literal.startsWith("'")) {
      throw failure("a comparison with what is no string");
    }
    return new Expression.WhereEquals(of, name, literal.substring(1));
  }

  private String name() {
    String name = take();
    if (!Character.isLetter(name.charAt(0))) {
      throw failure(name + " in the place of a name");
    }
    return name;
  }

  private @Nullable String peek() {
    return next < tokens.size() ? tokens.get(next) : null;
  }

  private boolean taken(String token) {
    if (token.equals(peek())) {
      next++;
      return true;
    }
    return false;
  }

  private String take() {
    String token = peek();
    if (token == null) {
      throw failure("it breaks off");
    }
    next++;
    return token;
  }

  private void expect(String token) {
    if (!taken(token)) {
      throw failure("no " + token + " before " + peek());
    }
  }

  private IllegalArgumentException failure(String what) {
    return new IllegalArgumentException("cannot be compiled (" + what + "): " + text);
  }
}
