package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonString;
import dev.andiron.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a value stands in the request object: `user.data.patient`, `session.role.0.name`.
///
/// @param root a member of the request object
record RequestPath(String root, List<String> rest) {

  /// @throws IllegalArgumentException with a message for its author
  static RequestPath of(String text) {
    List<String> steps = List.of(text.split("\\.", -1));
    if (steps.contains("")) {
      throw new IllegalArgumentException(
          "A path has names with dots between them, like {{user.data.patient}}.");
    }
    if (!RequestObject.MEMBERS.contains(steps.getFirst())) {
      throw new IllegalArgumentException(MatchoCompiler.noSuchMember(steps.getFirst()));
    }
    return new RequestPath(steps.getFirst(), List.copyOf(steps.subList(1, steps.size())));
  }

  /// Whether it leads to what a JSON Patch makes, of which nothing is known.
  boolean isUnknownIn(RequestObject request) {
    return request.isPatchedByOperations()
        && (root.equals("resource") || (root.equals("body") && !rest.isEmpty()));
  }

  /// What stands there; null where there is nothing, or nothing is known.
  @Nullable Json valueIn(RequestObject request) {
    if (isUnknownIn(request)) {
      return null;
    }
    Json there = request.get(root);
    for (String step : rest) {
      there = RequestObject.step(there, step);
    }
    return there;
  }

  /// The text of what stands there: a string as it is, anything else as JSON; null where there is
  /// nothing.
  @Nullable String textIn(RequestObject request) {
    Json there = valueIn(request);
    return switch (there) {
      case null -> null;
      case JsonNull _ -> null;
      case JsonString(String text) -> text;
      default -> JsonWriter.text(there);
    };
  }

  /// As it is written.
  @Override
  public String toString() {
    return rest.isEmpty() ? root : root + "." + String.join(".", rest);
  }
}
