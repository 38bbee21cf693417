package dev.andiron.access;

import dev.andiron.json.Json;
import java.util.List;

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
    NOT_BLANK
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
}
