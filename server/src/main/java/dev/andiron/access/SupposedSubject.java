package dev.andiron.access;

import dev.andiron.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whoever a request is supposed to come from: told as it is, or looked up.
record SupposedSubject(
    @Nullable JsonObject user,
    @Nullable JsonObject client,
    @Nullable JsonObject session,
    @Nullable JsonObject claims,
    List<JsonObject> roles)
    implements RequestObject.Subject {

  List<String> roleNames() {
    return roles.stream()
        .map(role -> role.string("name"))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
