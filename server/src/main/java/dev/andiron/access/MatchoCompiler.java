package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Turns what is written under `matcho` into a [MatchoPattern], and says of everything that cannot
/// have been meant what is wrong with it and where: a policy that never matches is noticed too
/// late, one that matches too much never.
final class MatchoCompiler {
  private static final int DEEPEST = 50;
  private static final int MOST_NODES = 5000;
  private static final Pattern QUESTION = Pattern.compile("[a-z-]{1,20}\\?");
  private static final MatchoPattern NOTHING = new MatchoPattern.OneOf(List.of());

  /// What a pattern is asked of.
  private enum Place {
    REQUEST,
    METHOD,
    VALUE
  }

  private final List<Issue> issues;
  private final boolean ofRequest;
  private int nodes;

  /// @param issues where the faults go
  MatchoCompiler(List<Issue> issues) {
    this(issues, true);
  }

  /// @param ofRequest whether paths lead into the request object, and not into something else
  MatchoCompiler(List<Issue> issues, boolean ofRequest) {
    this.issues = issues;
    this.ofRequest = ofRequest;
  }

  /// A pattern of any value.
  MatchoPattern compileOfValue(Json matcho, String at) {
    return pattern(matcho, at, Place.VALUE, 1);
  }

  /// The pattern; of no use where there were faults.
  MatchoPattern compile(JsonObject matcho, String at) {
    if (matcho.isEmpty()) {
      return fault(
          at,
          "An empty pattern matches every request. Say what is allowed, or use `engine: allow`.");
    }
    return object(matcho, at, Place.REQUEST, 1);
  }

  private MatchoPattern pattern(Json pattern, String at, Place place, int depth) {
    nodes++;
    if (depth > DEEPEST || nodes > MOST_NODES) {
      return fault(
          at,
          "The pattern is too large: at most %d levels and %d values."
              .formatted(DEEPEST, MOST_NODES));
    }
    if (place == Place.REQUEST && !(pattern instanceof JsonObject)) {
      return fault(at, "An object with members of the request (`uri`, `user`, …) is needed here.");
    }
    return switch (pattern) {
      case JsonObject object -> object(object, at, place, depth);
      case JsonArray array ->
          array.isEmpty()
              ? fault(at, "An empty list would match every list; use `present?` or `$length`.")
              : new MatchoPattern.Elements(patterns(array, at, place, depth));
      case JsonString(String text) -> text(text, at, place);
      case JsonNumber _, JsonBoolean _ -> new MatchoPattern.Exact(pattern);
      case JsonNull _ -> fault(at, "There is no value. Write `nil?` for what must not be there.");
      case JsonPlain plain -> pattern(plain.coreSchema(), at, place, depth);
    };
  }

  private List<MatchoPattern> patterns(JsonArray array, String at, Place place, int depth) {
    List<MatchoPattern> patterns = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      patterns.add(pattern(array.get(i), at + "[" + i + "]", place, depth + 1));
    }
    return List.copyOf(patterns);
  }

  private MatchoPattern text(String text, String at, Place place) {
    if (text.startsWith("#")) {
      try {
        return new MatchoPattern.Found(SearchExpression.of(text.substring(1)));
      } catch (IllegalArgumentException e) {
        return fault(at, e.getMessage() + ".");
      }
    }
    if (text.startsWith(".")) {
      return path(text, at);
    }
    return switch (text) {
      case "present?" -> MatchoPattern.Literal.PRESENT;
      case "nil?" -> MatchoPattern.Literal.NIL;
      case "not-blank?" -> MatchoPattern.Literal.NOT_BLANK;
      default ->
          QUESTION.matcher(text).matches()
              ? fault(at, "There is no `" + text + "`; there are present?, nil? and not-blank?.")
              : new MatchoPattern.Exact(exact(text, place));
    };
  }

  private static Json exact(String text, Place place) {
    return Json.of(place == Place.METHOD ? text.toLowerCase(Locale.ROOT) : text);
  }

  private MatchoPattern path(String text, String at) {
    List<String> steps = List.of(text.substring(1).split("\\.", -1));
    if (steps.contains("")) {
      return fault(at, "A path has a name after every dot, like `.user.data.patient`.");
    }
    if (ofRequest && !RequestObject.MEMBERS.contains(steps.getFirst())) {
      return fault(at, noSuchMember(steps.getFirst()));
    }
    return new MatchoPattern.Path(steps.getFirst(), List.copyOf(steps.subList(1, steps.size())));
  }

  private MatchoPattern object(JsonObject object, String at, Place place, int depth) {
    List<MatchoPattern> operators = new ArrayList<>();
    List<MatchoPattern.Member> members = new ArrayList<>();
    for (JsonObject.Member member : object) {
      String name = member.name();
      String here = at + "." + name;
      if (name.startsWith("$")) {
        operators.add(operator(name, member.value(), here, place, depth));
      } else if (place == Place.REQUEST && !RequestObject.MEMBERS.contains(name)) {
        fault(here, noSuchMember(name));
      } else {
        members.add(
            new MatchoPattern.Member(
                name, pattern(member.value(), here, placeOf(name, place), depth + 1)));
      }
    }
    if (!operators.isEmpty() && !members.isEmpty()) {
      return fault(at, "Operators ($…) and plain members cannot stand side by side.");
    }
    if (operators.size() > 1 && (object.has("$one-of") || object.has("$enum"))) {
      return fault(at, "$one-of and $enum stand alone; put the rest into each choice.");
    }
    if (operators.isEmpty()) {
      return place == Place.REQUEST
          ? new MatchoPattern.RequestMembers(List.copyOf(members))
          : new MatchoPattern.Members(List.copyOf(members));
    }
    return operators.size() == 1
        ? operators.getFirst()
        : new MatchoPattern.All(List.copyOf(operators));
  }

  private static Place placeOf(String name, Place place) {
    return place == Place.REQUEST && name.equals("request-method") ? Place.METHOD : Place.VALUE;
  }

  private MatchoPattern operator(String name, Json value, String at, Place place, int depth) {
    if (place == Place.REQUEST && !name.equals("$one-of") && !name.equals("$not")) {
      return fault(at, "Of the request as a whole only $one-of and $not can be asked.");
    }
    return switch (name) {
      case "$enum" -> new MatchoPattern.Values(values(value, at, place));
      case "$one-of" -> new MatchoPattern.OneOf(list(value, at, place, depth));
      case "$present-all" -> new MatchoPattern.PresentAll(list(value, at, place, depth));
      case "$contains" -> new MatchoPattern.Contains(pattern(value, at, place, depth + 1));
      case "$every" -> new MatchoPattern.Every(pattern(value, at, place, depth + 1));
      case "$not" -> new MatchoPattern.Not(pattern(value, at, place, depth + 1));
      case "$reference" -> new MatchoPattern.Reference(pattern(value, at, place, depth + 1));
      case "$length" -> length(value, at);
      default ->
          fault(
              at,
              "There is no operator `"
                  + name
                  + "`; there are $enum, $one-of, $contains, $every, $present-all, $length, $not"
                  + " and $reference.");
    };
  }

  private List<MatchoPattern> list(Json value, String at, Place place, int depth) {
    if (value instanceof JsonArray array && !array.isEmpty()) {
      return patterns(array, at, place, depth);
    }
    fault(at, "A list with at least one pattern is needed here.");
    return List.of();
  }

  private List<Json> values(Json value, String at, Place place) {
    if (!(value instanceof JsonArray array) || array.isEmpty()) {
      fault(at, "A list with at least one string, number or boolean is needed here.");
      return List.of();
    }
    List<Json> values = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      Json element = array.get(i).resolved();
      String here = at + "[" + i + "]";
      switch (element) {
        case JsonString(String text) -> {
          if (text(text, here, place) instanceof MatchoPattern.Exact(Json exact)) {
            values.add(exact);
          } else {
            fault(here, "$enum takes values as they are; use $one-of for patterns.");
          }
        }
        case JsonNumber _, JsonBoolean _ -> values.add(element);
        default -> fault(here, "$enum takes strings, numbers and booleans; use $one-of.");
      }
    }
    nodes += values.size();
    return List.copyOf(values);
  }

  private MatchoPattern length(Json value, String at) {
    if (value.resolved() instanceof JsonNumber number) {
      BigDecimal length = number.decimal();
      if (length.signum() >= 0
          && length.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0
          && length.stripTrailingZeros().scale() <= 0) {
        return new MatchoPattern.Length(length.intValueExact());
      }
    }
    return fault(at, "A length is a whole number, 0 or more.");
  }

  /// What is said of a name that no member of the request has.
  static String noSuchMember(String name) {
    return "The request has no member `"
        + name
        + "`. Its members are: "
        + String.join(", ", RequestObject.MEMBERS)
        + ".";
  }

  private MatchoPattern fault(String at, String message) {
    issues.add(new Issue(Issue.Kind.VALUE, at, message));
    return NOTHING;
  }
}
