package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Matches a request object against a matcho pattern
/// (<https://www.health-samurai.io/docs/aidbox/reference/matcho-dsl-reference>).
///
/// | pattern | matches |
/// |---|---|
/// | `get`, `5`, `true` | this very value; numbers by their decimal value: `1` matches `1.0`; no conversion between types |
/// | `{user: {data: {role: admin}}}` | an object whose members match; it may have more |
/// | `[a, b]` | an array whose first elements match, one by one, in this order; it may have more |
/// | `"#^/Patient/[^/]+$"` | a string in which the RE2 expression is *found* |
/// | `present?` | anything but null or nothing |
/// | `nil?` | null or nothing |
/// | `not-blank?` | a string that is more than white space |
/// | `.user.data.patient`, `.session.role.0.name` | what stands there in the request object; a number picks from an array |
/// | `{$enum: [get, post]}` | one of these very values |
/// | `{$one-of: [/Patient, "#^/Patient/"]}` | what one of the patterns matches; it stands alone |
/// | `{$contains: {system: loinc}}` | an array with an element that matches |
/// | `{$every: {system: loinc}}` | an array that has elements, all of which match |
/// | `{$present-all: [a, b]}` | an array in which each of the patterns matches some element |
/// | `{$length: 2}` | an array of this length |
/// | `{$not: private}` | what the pattern does not match, nothing included |
/// | `{$reference: {id: .user.data.patient}}` | a reference (`{reference: Patient/p}`, `Patient/p`, `{resourceType: Patient, id: p}`), taken as its `resourceType` and `id` |
///
/// `uri` has two spellings, with and without `/fhir`: a value matches when either of them does, so
/// that `$not` matches only when neither does. `request-method` ignores case.
///
/// Some questions have no answer: a path leads to nothing, a `$reference` is asked of what is no
/// local reference, `resource` or a member of `body` is asked of a JSON Patch, whose operations do
/// not show what they make of the resource. Such a pattern does not match, and its `$not` does not
/// match either (in Aidbox a path that leads to nothing matches nothing: who forgets `present?`
/// lets strangers in).
///
/// The work is bounded. A pattern that takes more than that throws [Exhausted], and its policy
/// denies.
final class Matcho {
  /// About six nanoseconds each: visits, members looked through, characters times program size.
  static final int BUDGET = 500_000;

  private final MatchoContext request;
  private long left = BUDGET;

  Matcho(MatchoContext request) {
    this.request = request;
  }

  /// The evaluation took more than a policy may take.
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exhausted() {
      super("the policy takes too much work", null, false, false);
    }
  }

  enum Answer {
    YES,
    NO,
    UNKNOWN;

    static Answer of(boolean matches) {
      return matches ? YES : NO;
    }
  }

  /// Whether the request matches.
  ///
  /// @throws Exhausted when it cannot be told within bounds
  static boolean matches(MatchoPattern pattern, MatchoContext request) {
    return new Matcho(request).ask(pattern, null, null) == Answer.YES;
  }

  /// @param value null where there is none
  /// @param other another spelling of the value (`uri`), or null
  Answer ask(MatchoPattern pattern, @Nullable Json value, @Nullable Json other) {
    spend(2);
    return switch (pattern) {
      case MatchoPattern.RequestMembers(var members) -> requestMembers(members);
      case MatchoPattern.Members(var members) -> members(members, value);
      case MatchoPattern.Elements(var elements) -> elements(elements, value);
      case MatchoPattern.Exact(Json exact) ->
          Answer.of(same(exact, value) || (other != null && same(exact, other)));
      case MatchoPattern.Found(SearchExpression expression) ->
          Answer.of(found(expression, value) || found(expression, other));
      case MatchoPattern.Path path -> path(path, value, other);
      case MatchoPattern.Literal literal -> literal(literal, value);
      case MatchoPattern.Values(var values) -> anyOf(values, value, other);
      case MatchoPattern.OneOf(var choices) -> oneOf(choices, value, other);
      case MatchoPattern.Contains(MatchoPattern element) ->
          value instanceof JsonArray array ? contains(element, array) : Answer.NO;
      case MatchoPattern.Every(MatchoPattern element) ->
          value instanceof JsonArray array ? every(element, array) : Answer.NO;
      case MatchoPattern.PresentAll(var elements) ->
          value instanceof JsonArray array ? presentAll(elements, array) : Answer.NO;
      case MatchoPattern.Length(int length) ->
          Answer.of(value instanceof JsonArray array && array.size() == length);
      case MatchoPattern.Not(MatchoPattern negated) ->
          switch (ask(negated, value, other)) {
            case YES -> Answer.NO;
            case NO -> Answer.YES;
            case UNKNOWN -> Answer.UNKNOWN;
          };
      case MatchoPattern.Reference(MatchoPattern inner) -> reference(inner, value);
      case MatchoPattern.All(var patterns) -> all(patterns, value, other);
    };
  }

  private Answer requestMembers(List<MatchoPattern.Member> members) {
    Answer answer = Answer.YES;
    for (MatchoPattern.Member member : members) {
      answer =
          and(
              answer,
              isUntold(member)
                  ? Answer.UNKNOWN
                  : ask(member.pattern(), request.get(member.name()), otherSpelling(member)));
      if (answer == Answer.NO) {
        return answer;
      }
    }
    return answer;
  }

  /// Whether it is about the resource that a JSON Patch makes, which nobody knows yet.
  boolean isUntold(MatchoPattern.Member member) {
    return member.name().equals("resource") && request.isPatchedByOperations();
  }

  /// Of a member of the request object.
  @Nullable Json otherSpelling(MatchoPattern.Member member) {
    return member.name().equals("uri") ? request.plainUri() : null;
  }

  private Answer members(List<MatchoPattern.Member> members, @Nullable Json value) {
    if (!(value instanceof JsonObject object)) {
      boolean isPatch =
          value instanceof JsonArray array
              && request.isPatchedByOperations()
              && array.equals(request.get("body"));
      return isPatch ? Answer.UNKNOWN : Answer.NO;
    }
    Answer answer = Answer.YES;
    for (MatchoPattern.Member member : members) {
      answer = and(answer, ask(member.pattern(), member(object, member.name()), null));
      if (answer == Answer.NO) {
        return answer;
      }
    }
    return answer;
  }

  private Answer elements(List<MatchoPattern> elements, @Nullable Json value) {
    if (!(value instanceof JsonArray array)) {
      return Answer.NO;
    }
    Answer answer = Answer.YES;
    for (int i = 0; i < elements.size(); i++) {
      answer = and(answer, ask(elements.get(i), i < array.size() ? array.get(i) : null, null));
      if (answer == Answer.NO) {
        return answer;
      }
    }
    return answer;
  }

  private Answer all(List<MatchoPattern> patterns, @Nullable Json value, @Nullable Json other) {
    Answer answer = Answer.YES;
    for (MatchoPattern pattern : patterns) {
      answer = and(answer, ask(pattern, value, other));
    }
    return answer;
  }

  private Answer oneOf(List<MatchoPattern> choices, @Nullable Json value, @Nullable Json other) {
    Answer answer = Answer.NO;
    for (MatchoPattern choice : choices) {
      answer = or(answer, ask(choice, value, other));
      if (answer == Answer.YES) {
        return answer;
      }
    }
    return answer;
  }

  Answer contains(MatchoPattern element, JsonArray array) {
    Answer answer = Answer.NO;
    for (Json value : array) {
      answer = or(answer, ask(element, value, null));
      if (answer == Answer.YES) {
        return answer;
      }
    }
    return answer;
  }

  private Answer every(MatchoPattern element, JsonArray array) {
    Answer answer = Answer.of(!array.isEmpty());
    for (Json value : array) {
      answer = and(answer, ask(element, value, null));
      if (answer == Answer.NO) {
        return answer;
      }
    }
    return answer;
  }

  private Answer presentAll(List<MatchoPattern> elements, JsonArray array) {
    Answer answer = Answer.YES;
    for (MatchoPattern element : elements) {
      answer = and(answer, contains(element, array));
    }
    return answer;
  }

  private Answer anyOf(List<Json> values, @Nullable Json value, @Nullable Json other) {
    for (Json one : values) {
      if (same(one, value) || (other != null && same(one, other))) {
        return Answer.YES;
      }
    }
    return Answer.NO;
  }

  private Answer reference(MatchoPattern inner, @Nullable Json value) {
    if (value == null || value == JsonNull.NULL) {
      return Answer.NO;
    }
    JsonObject reference = References.parsed(value);
    return reference == null ? Answer.UNKNOWN : ask(inner, reference, null);
  }

  /// What stands at a path, or null.
  @Nullable Json there(MatchoPattern.Path path) {
    Json there = request.get(path.root());
    for (String step : path.rest()) {
      there = step(there, step);
    }
    return there == JsonNull.NULL ? null : there;
  }

  private Answer path(MatchoPattern.Path path, @Nullable Json value, @Nullable Json other) {
    Json there = there(path);
    if (there == null) {
      return Answer.UNKNOWN;
    }
    Json otherThere =
        path.root().equals("uri") && path.rest().isEmpty() ? request.plainUri() : null;
    return Answer.of(
        same(there, value)
            || (other != null && same(there, other))
            || (otherThere != null && same(otherThere, value))
            || (otherThere != null && other != null && same(otherThere, other)));
  }

  private @Nullable Json step(@Nullable Json from, String step) {
    spend(from instanceof JsonObject object ? 1 + object.size() : 1);
    return RequestObject.step(from, step);
  }

  private @Nullable Json member(JsonObject object, String name) {
    spend(object.size());
    return object.get(name);
  }

  private static Answer literal(MatchoPattern.Literal literal, @Nullable Json value) {
    boolean absent = value == null || value == JsonNull.NULL;
    return Answer.of(
        switch (literal) {
          case PRESENT -> !absent;
          case NIL -> absent;
          case NOT_BLANK -> value instanceof JsonString(String text) && !text.isBlank();
        });
  }

  private boolean found(SearchExpression expression, @Nullable Json value) {
    if (!(value instanceof JsonString(String text))) {
      return false;
    }
    spend((long) text.length() * expression.size());
    return expression.isFoundIn(text);
  }

  /// Whether two values are equal: numbers by value, members in any order.
  private boolean same(Json one, @Nullable Json other) {
    spend(1);
    return switch (one) {
      case JsonString(String text) ->
          other instanceof JsonString(String theirs) && text.equals(theirs);
      case JsonNumber number ->
          other instanceof JsonNumber theirs
              && (number.text().equals(theirs.text())
                  || number.decimal().compareTo(theirs.decimal()) == 0);
      case JsonBoolean _, JsonNull _ -> one.equals(other);
      case JsonPlain plain -> same(plain.coreSchema(), other);
      case JsonArray array -> other instanceof JsonArray theirs && sameElements(array, theirs);
      case JsonObject object -> other instanceof JsonObject theirs && sameMembers(object, theirs);
    };
  }

  private boolean sameElements(JsonArray one, JsonArray other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean sameMembers(JsonObject one, JsonObject other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (JsonObject.Member member : one) {
      if (!same(member.value(), member(other, member.name()))) {
        return false;
      }
    }
    return true;
  }

  private static Answer and(Answer one, Answer other) {
    if (one == Answer.NO || other == Answer.NO) {
      return Answer.NO;
    }
    return one == Answer.YES ? other : one;
  }

  private static Answer or(Answer one, Answer other) {
    if (one == Answer.YES || other == Answer.YES) {
      return Answer.YES;
    }
    return one == Answer.NO ? other : one;
  }

  private void spend(long work) {
    left -= work;
    if (left < 0) {
      throw new Exhausted();
    }
  }
}
