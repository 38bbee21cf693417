package dev.andiron.search;

import dev.andiron.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the expression of a search parameter:
///
/// ```
/// or         = and { "or" and }
/// and        = comparison { "and" comparison }
/// comparison = union [ ( "=" | "!=" ) literal ]
/// union      = cast { "|" cast }
/// cast       = path { "as" type }
/// path       = ( "(" or ")" | step ) { "." step | "[" number "]" }
/// step       = name | "as(" type ")" | "ofType(" type ")" | "where(" or ")" | "extension(" text ")"
///            | "first()" | "exists()" | "empty()" | "not()"
/// type       = [ "FHIR." ] name
/// literal    = "'" text "'" | "true" | "false"
/// ```
///
/// Within `where` a comparison may also be `resolve() is` type.
final class ExpressionParser {
  private static final int MOST_CHARACTERS = 5_000;
  private static final int DEEPEST = 30;

  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:([A-Za-z_][A-Za-z0-9_]*)|([0-9]+)|'([^'\\\\]*)'|(!=|[.|()=\\[\\]]))");

  private record Token(String text, int at) {}

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int next;
  private int depth;

  private ExpressionParser(String text) {
    this.text = text;
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException("it has more than " + MOST_CHARACTERS + " characters");
    }
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (matcher.lookingAt()) {
      String literal = matcher.group(3);
      String token = literal == null ? matcher.group().strip() : "'" + literal;
      tokens.add(new Token(token, at + leadingSpace(at)));
      at = matcher.end();
      matcher.region(at, text.length());
    }
    if (!text.substring(at).isBlank()) {
      throw failure("a character that is not read", at + leadingSpace(at));
    }
  }

  private int leadingSpace(int at) {
    return text.length() - at - text.substring(at).stripLeading().length();
  }

  /// @throws IllegalArgumentException where it is not written in this part of FHIRPath
  static Expression parse(String text) {
    ExpressionParser parser = new ExpressionParser(text);
    Expression expression = parser.or();
    if (parser.next < parser.tokens.size()) {
      throw parser.failure("an unexpected " + parser.peek());
    }
    return expression;
  }

  private Expression or() {
    if (++depth > DEEPEST) {
      throw failure("more than " + DEEPEST + " brackets within each other");
    }
    Expression left = and();
    while (taken("or")) {
      left = new Expression.Or(left, and());
    }
    depth--;
    return left;
  }

  private Expression and() {
    Expression left = comparison();
    while (taken("and")) {
      left = new Expression.And(left, comparison());
    }
    return left;
  }

  private Expression comparison() {
    Expression left = union();
    if (taken("=")) {
      return new Expression.Equals(left, literal());
    }
    return taken("!=") ? new Expression.Differs(left, literal()) : left;
  }

  private Json literal() {
    String token = take();
    if (token.startsWith("'")) {
      return Json.of(token.substring(1));
    }
    return switch (token) {
      case "true" -> Json.of(true);
      case "false" -> Json.of(false);
      default -> throw failureBefore("a comparison with what is neither a text nor true or false");
    };
  }

  private Expression union() {
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(cast());
    } while (taken("|"));
    return parts.size() == 1 ? parts.getFirst() : new Expression.Union(parts);
  }

  private Expression cast() {
    Expression cast = path();
    while (taken("as")) {
      cast = new Expression.Cast(cast, type());
    }
    return cast;
  }

  private Expression path() {
    Expression path;
    if (taken("(")) {
      path = or();
      expect(")");
    } else {
      String name = name();
      if (name.equals("resolve")) {
        return resolves();
      }
      if ("(".equals(peek())) {
        next--;
        path = step(new Expression.This());
      } else {
        path = new Expression.Root(name);
      }
    }
    while (true) {
      if (taken(".")) {
        path = step(path);
      } else if (taken("[")) {
        path = new Expression.Item(path, index());
        expect("]");
      } else {
        return path;
      }
    }
  }

  private Expression resolves() {
    expect("(");
    expect(")");
    if (!taken("is")) {
      throw failure("resolve(), other than as where(resolve() is Type)");
    }
    return new Expression.Resolves(type());
  }

  private int index() {
    try {
      return Integer.parseInt(take());
    } catch (NumberFormatException e) {
      throw failureBefore("an index that is no number");
    }
  }

  private Expression step(Expression of) {
    String name = name();
    if (!taken("(")) {
      return new Expression.Child(of, name);
    }
    Expression step =
        switch (name) {
          case "as", "ofType" -> new Expression.Cast(of, type());
          case "where" -> new Expression.Where(of, or());
          case "extension" -> extension(of);
          case "first" -> new Expression.Item(of, 0);
          case "exists" -> new Expression.Exists(of);
          case "empty" -> new Expression.Not(new Expression.Exists(of));
          case "not" -> new Expression.Not(of);
          case "resolve" -> throw failure("resolve(), other than as where(resolve() is Type)");
          default -> throw failure("the function " + name + "()");
        };
    expect(")");
    return step;
  }

  /// `extension('url')` is short for `extension.where(url = 'url')`
  /// (<https://hl7.org/fhir/R4/fhirpath.html#functions>).
  private Expression extension(Expression of) {
    return new Expression.Where(
        new Expression.Child(of, "extension"),
        new Expression.Equals(new Expression.Root("url"), literal()));
  }

  private String type() {
    String name = name();
    return name.equals("FHIR") && taken(".") ? name() : name;
  }

  private String name() {
    String name = take();
    if (!Character.isLetter(name.charAt(0))) {
      throw failureBefore(shown(name) + " in the place of a name");
    }
    return name;
  }

  private static String shown(String token) {
    return token.startsWith("'") ? token + "'" : token;
  }

  private @Nullable String peek() {
    return next < tokens.size() ? tokens.get(next).text() : null;
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
      throw failure("no " + token + " where there should be one");
    }
  }

  private IllegalArgumentException failureBefore(String what) {
    return failure(what, tokens.get(next - 1).at());
  }

  private IllegalArgumentException failure(String what) {
    return failure(what, next < tokens.size() ? tokens.get(next).at() : text.length());
  }

  private IllegalArgumentException failure(String what, int at) {
    return new IllegalArgumentException(
        "it is not written in the part of FHIRPath that is read here: "
            + what
            + (at < text.length()
                ? ", at character " + (at + 1) + " (" + QueryReader.shown(text.substring(at)) + ")"
                : ", at its end"));
  }
}
