package dev.andiron.access;

import dev.andiron.json.Json;
import org.jspecify.annotations.Nullable;

/// What a matcho pattern is asked of as a whole, and what its paths (`.user.data.patient`) lead
/// into.
interface MatchoContext {
  /// A member, or null where there is none.
  @Nullable Json get(String name);

  /// Another spelling of the member `uri`, or null where there is none.
  @Nullable Json plainUri();

  /// Whether a `resource` is written that nobody can see yet: the body is a JSON Patch.
  boolean isPatchedByOperations();
}
