package dev.andiron.access;

import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Route;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Every operation that there is, made from the routes that are served. Immutable and thread-safe.
public final class Operations {
  /// Before there are routes.
  public static final Operations NONE = new Operations(List.of());

  static final String TYPE = "Operation";

  private final Map<String, Operation> operations = new TreeMap<>();
  private final Map<String, List<Json>> requests = new TreeMap<>();

  public Operations(List<Route> routes) {
    for (Route route : routes) {
      Operation operation = route.operation();
      if (operation != null) {
        operations.putIfAbsent(operation.id(), operation);
        requests
            .computeIfAbsent(operation.id(), _ -> new ArrayList<>())
            .add(JsonObject.of("method", route.method()).with("path", route.pattern()));
      }
    }
  }

  Set<String> ids() {
    return Collections.unmodifiableSet(operations.keySet());
  }

  /// By its id, or null where there is none.
  @Nullable Operation find(String id) {
    return operations.get(id);
  }

  /// Whether it can be made public.
  boolean isOpenable(String id) {
    Operation operation = operations.get(id);
    return operation != null && operation.admission() == Admission.OPENABLE;
  }

  /// What the resource of an operation says of it: `description`, `public` and `request`.
  ///
  /// @param open whether it is to be public, where it can be
  JsonObject told(Operation operation, boolean open) {
    boolean all =
        switch (operation.admission()) {
          case ALL -> true;
          case SESSION, POLICY -> false;
          case OPENABLE -> open;
        };
    return JsonObject.builder()
        .put("description", operation.description())
        .put("public", all)
        .put("request", JsonArray.of(requests.getOrDefault(operation.id(), List.of())))
        .build();
  }

  /// What somebody is told who names an operation that there is not.
  String unknown(String id) {
    List<String> similar = SimilarNames.of(id, operations.keySet());
    return "There is no operation of this name; "
        + (similar.isEmpty() ? "" : "did you mean " + String.join(" or ", similar) + "? ")
        + "GET /Operation lists all.";
  }
}
