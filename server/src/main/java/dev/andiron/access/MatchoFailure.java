package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the first place of a pattern that a request does not match, for people. Whether something
/// matches is told by [Matcho] alone; this asks it of smaller and smaller parts.
///
/// What is said is what the policy says: the place in it and what it expects there, and of the
/// request only whether there is anything. Its values may be another person's, or a secret.
///
/// Each question gets the whole budget of a policy: a part costs no more than the pattern did.
final class MatchoFailure {
  private static final int LONGEST = 200;

  /// Of alternatives, all of them together; each may have alternatives in it.
  private static final int MOST_TOLD = 5;

  private final MatchoContext request;
  private int told;

  private MatchoFailure(MatchoContext request) {
    this.request = request;
  }

  /// Null where the request matches.
  ///
  /// @throws Matcho.Exhausted when it cannot be told within bounds
  static @Nullable Failure of(MatchoPattern pattern, MatchoContext request) {
    return of("matcho", pattern, null, request);
  }

  /// As above, of a pattern for this value.
  ///
  /// @param at the pattern's own place
  static @Nullable Failure of(
      String at, MatchoPattern pattern, @Nullable Json value, MatchoContext request) {
    MatchoFailure search = new MatchoFailure(request);
    return search.matches(pattern, value, null) ? null : search.find(at, pattern, value, null);
  }

  private Matcho matcho() {
    return new Matcho(request);
  }

  private boolean matches(MatchoPattern pattern, @Nullable Json value, @Nullable Json other) {
    return matcho().ask(pattern, value, other) == Matcho.Answer.YES;
  }

  private Failure find(
      String at, MatchoPattern pattern, @Nullable Json value, @Nullable Json other) {
    return switch (pattern) {
      case MatchoPattern.RequestMembers(var members) -> inRequest(at, members);
      case MatchoPattern.Members(var members) -> inMembers(at, members, value);
      case MatchoPattern.Elements(var elements) -> inElements(at, elements, value);
      case MatchoPattern.Exact(Json exact) -> expected(at, quoted(exact), value);
      case MatchoPattern.Found _ ->
          expected(at, "a text in which " + quoted(pattern.written()) + " is found", value);
      case MatchoPattern.Path path -> path(at, path, value);
      case MatchoPattern.Literal literal -> literal(at, literal, value);
      case MatchoPattern.Values(var values) ->
          expected(at + ".$enum", "one of " + quoted(JsonArray.of(values)), value);
      case MatchoPattern.OneOf(var choices) -> oneOf(at + ".$one-of", choices, value, other);
      case MatchoPattern.Contains(MatchoPattern element) ->
          expected(at + ".$contains", withElement(element), value);
      case MatchoPattern.Every(MatchoPattern element) -> every(at + ".$every", element, value);
      case MatchoPattern.PresentAll(var elements) ->
          presentAll(at + ".$present-all", elements, value);
      case MatchoPattern.Length(int length) ->
          expected(at + ".$length", "a list of length " + length, value);
      case MatchoPattern.Not(MatchoPattern negated) -> not(at + ".$not", negated, value, other);
      case MatchoPattern.Reference(MatchoPattern inner) ->
          reference(at + ".$reference", inner, value);
      case MatchoPattern.All(var patterns) -> {
        for (MatchoPattern each : patterns) {
          if (!matches(each, value, other)) {
            yield find(at, each, value, other);
          }
        }
        yield expected(at, quoted(pattern.written()), value);
      }
    };
  }

  private Failure inRequest(String at, List<MatchoPattern.Member> members) {
    for (MatchoPattern.Member member : members) {
      String here = at + "." + member.name();
      if (matcho().isUntold(member)) {
        return untold(here);
      }
      Json value = request.get(member.name());
      Json other = matcho().otherSpelling(member);
      if (!matches(member.pattern(), value, other)) {
        return find(here, member.pattern(), value, other);
      }
    }
    return expected(at, "a request of another kind", null);
  }

  private Failure inMembers(String at, List<MatchoPattern.Member> members, @Nullable Json value) {
    if (value instanceof JsonArray && request.isPatchedByOperations()) {
      return untold(at);
    }
    if (value instanceof JsonObject object) {
      for (MatchoPattern.Member member : members) {
        Json there = object.get(member.name());
        if (!matches(member.pattern(), there, null)) {
          return find(at + "." + member.name(), member.pattern(), there, null);
        }
      }
    }
    return expected(at, "an object", value);
  }

  private Failure inElements(String at, List<MatchoPattern> elements, @Nullable Json value) {
    if (value instanceof JsonArray array) {
      for (int i = 0; i < elements.size(); i++) {
        Json there = i < array.size() ? array.get(i) : null;
        if (!matches(elements.get(i), there, null)) {
          return find(at + "[" + i + "]", elements.get(i), there, null);
        }
      }
    }
    return expected(at, "a list", value);
  }

  private Failure path(String at, MatchoPattern.Path path, @Nullable Json value) {
    String written = quoted(path.written());
    return matcho().there(path) == null
        ? new Failure(at, "Expected what stands at " + written + ", and nothing stands there.")
        : expected(at, "what stands at " + written, value);
  }

  private static Failure literal(String at, MatchoPattern.Literal literal, @Nullable Json value) {
    return switch (literal) {
      case PRESENT -> new Failure(at, "Expected something (present?); there is nothing.");
      case NIL -> new Failure(at, "Expected nothing (nil?); there is something.");
      case NOT_BLANK -> expected(at, "a text that is not blank (not-blank?)", value);
    };
  }

  private Failure oneOf(
      String at, List<MatchoPattern> choices, @Nullable Json value, @Nullable Json other) {
    List<Failure> failures = new ArrayList<>();
    for (int i = 0; i < choices.size() && told < MOST_TOLD; i++) {
      told++;
      failures.add(find(at + "[" + i + "]", choices.get(i), value, other));
    }
    return Failure.ofNone(at, failures, choices.size());
  }

  private Failure every(String at, MatchoPattern element, @Nullable Json value) {
    if (value instanceof JsonArray array) {
      for (Json each : array) {
        if (!matches(element, each, null)) {
          return find(at, element, each, null);
        }
      }
    }
    return expected(at, "a list that has elements", value);
  }

  private Failure presentAll(String at, List<MatchoPattern> elements, @Nullable Json value) {
    if (value instanceof JsonArray array) {
      for (int i = 0; i < elements.size(); i++) {
        if (matcho().contains(elements.get(i), array) != Matcho.Answer.YES) {
          return expected(at + "[" + i + "]", withElement(elements.get(i)), value);
        }
      }
    }
    return expected(at, "a list", value);
  }

  private Failure not(
      String at, MatchoPattern negated, @Nullable Json value, @Nullable Json other) {
    String written = quoted(negated.written());
    return matcho().ask(negated, value, other) == Matcho.Answer.UNKNOWN
        ? new Failure(
            at,
            "It cannot be told whether "
                + written
                + " matches: a path in it leads to nothing, or it is asked of what is no reference"
                + " or of a JSON Patch. Then its $not does not match either.")
        : new Failure(at, "Expected anything but " + written + ".");
  }

  private Failure reference(String at, MatchoPattern inner, @Nullable Json value) {
    JsonObject reference = value == null ? null : References.parsed(value);
    return reference == null
        ? expected(at, "a reference to a resource of this server", value)
        : find(at, inner, reference, null);
  }

  private static String withElement(MatchoPattern element) {
    return "a list with an element that matches " + quoted(element.written());
  }

  private static Failure untold(String at) {
    return new Failure(
        at, "What a JSON Patch makes of the resource is not known here; send a merge patch.");
  }

  private static Failure expected(String at, String what, @Nullable Json value) {
    return new Failure(
        at,
        "Expected "
            + what
            + (value == null || value == JsonNull.NULL
                ? "; there is nothing."
                : "; there is something else."));
  }

  private static String quoted(Json written) {
    String text = written instanceof JsonString(String plain) ? plain : JsonWriter.text(written);
    return "`" + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text) + "`";
  }
}
