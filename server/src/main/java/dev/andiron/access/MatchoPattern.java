package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.List;
import java.util.Locale;

/// A compiled matcho pattern. What each of them matches is told in [Matcho].
sealed interface MatchoPattern {

  /// A member of an object and what its value must match.
  record Member(String name, MatchoPattern pattern) {}

  /// The members of the request object itself.
  record RequestMembers(List<Member> members) implements MatchoPattern {}

  record Members(List<Member> members) implements MatchoPattern {}

  record Elements(List<MatchoPattern> elements) implements MatchoPattern {}

  record Exact(Json value) implements MatchoPattern {}

  record Found(SearchExpression expression) implements MatchoPattern {}

  /// @param root the member of the request object the path begins at
  record Path(String root, List<String> rest) implements MatchoPattern {}

  /// The literals that end in a question mark.
  enum Literal implements MatchoPattern {
    PRESENT,
    NIL,
    NOT_BLANK;

    /// As it is written: `not-blank?`.
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-') + "?";
    }
  }

  record Values(List<Json> values) implements MatchoPattern {}

  record OneOf(List<MatchoPattern> choices) implements MatchoPattern {}

  record Contains(MatchoPattern element) implements MatchoPattern {}

  record Every(MatchoPattern element) implements MatchoPattern {}

  record Not(MatchoPattern pattern) implements MatchoPattern {}

  record Reference(MatchoPattern pattern) implements MatchoPattern {}

  record PresentAll(List<MatchoPattern> elements) implements MatchoPattern {}

  record Length(int length) implements MatchoPattern {}

  /// Several operators in one object.
  record All(List<MatchoPattern> patterns) implements MatchoPattern {}

  /// The pattern as policies write it.
  default Json written() {
    return switch (this) {
      case RequestMembers(var members) -> written(members);
      case Members(var members) -> written(members);
      case Elements(var elements) -> list(elements);
      case Exact(Json value) -> value;
      case Found(SearchExpression expression) -> Json.of("#" + expression.pattern().pattern());
      case Path(String root, var rest) ->
          Json.of("." + root + (rest.isEmpty() ? "" : "." + String.join(".", rest)));
      case Literal literal -> Json.of(literal.word());
      case Values(var values) -> JsonObject.of("$enum", JsonArray.of(values));
      case OneOf(var choices) -> JsonObject.of("$one-of", list(choices));
      case Contains(var element) -> JsonObject.of("$contains", element.written());
      case Every(var element) -> JsonObject.of("$every", element.written());
      case PresentAll(var elements) -> JsonObject.of("$present-all", list(elements));
      case Length(int length) -> JsonObject.of("$length", Json.of(length));
      case Not(var pattern) -> JsonObject.of("$not", pattern.written());
      case Reference(var pattern) -> JsonObject.of("$reference", pattern.written());
      case All(var patterns) -> {
        JsonObject.Builder all = JsonObject.builder();
        for (MatchoPattern pattern : patterns) {
          all.putAll((JsonObject) pattern.written());
        }
        yield all.build();
      }
    };
  }

  private static JsonObject written(List<Member> members) {
    JsonObject.Builder object = JsonObject.builder();
    for (Member member : members) {
      object.put(member.name(), member.pattern().written());
    }
    return object.build();
  }

  private static JsonArray list(List<MatchoPattern> patterns) {
    return JsonArray.of(patterns.stream().map(MatchoPattern::written).toList());
  }
}
