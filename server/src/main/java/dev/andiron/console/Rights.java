package dev.andiron.console;

import dev.andiron.access.Questions;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller may do, type by type: for each interaction the policies are asked of a request as
/// plain as it can be. A policy that looks closer (at an id, a parameter, an element) may say
/// otherwise of a real one, so this is for menus and decides nothing.
final class Rights {
  private static final String SOME_ID = "example";

  private static final String USER = "User";

  /// Of the types that a person cannot write, only closing and looking is asked.
  private static final String SESSION = "Session";

  /// There are as many of them as the routes do.
  private static final String OPERATION = "Operation";

  private final List<String> types;

  Rights(Collection<String> types) {
    this.types = types.stream().sorted().toList();
  }

  private enum Interaction {
    READ("FhirRead", "GET", true),
    SEARCH("FhirSearch", "GET", false),
    CREATE("FhirCreate", "POST", false),
    UPDATE("FhirUpdate", "PUT", true),
    PATCH("FhirPatch", "PATCH", true),
    DELETE("FhirDelete", "DELETE", true),
    HISTORY("FhirHistory", "GET", true),
    /// A link to set a new password.
    RESET("AuthForceResetPassword", "POST", false);

    private final String operation;
    private final String method;
    private final boolean ofOne;

    Interaction(String operation, String method, boolean ofOne) {
      this.operation = operation;
      this.method = method;
      this.ofOne = ofOne;
    }

    boolean exists(String type) {
      return switch (type) {
        case USER -> true;
        case SESSION -> this != CREATE && this != UPDATE && this != RESET;
        case OPERATION -> this != CREATE && this != DELETE && this != RESET;
        default -> this != RESET;
      };
    }

    @Nullable Json body(String type) {
      JsonObject resource = JsonObject.of("resourceType", type);
      return switch (this) {
        case CREATE -> resource;
        case UPDATE, PATCH -> resource.with("id", SOME_ID);
        case RESET -> JsonObject.of("userId", SOME_ID);
        case READ, SEARCH, DELETE, HISTORY -> null;
      };
    }

    Request request(String type, Request asking) {
      if (this == RESET) {
        return plain(method, List.of("auth", "force-reset-password"), Map.of(), asking);
      }
      List<String> segments = new ArrayList<>();
      segments.add(type);
      if (ofOne) {
        segments.add(SOME_ID);
      }
      if (this == HISTORY) {
        segments.add("_history");
      }
      return plain(
          method,
          segments,
          ofOne ? Map.of("type", type, "id", SOME_ID) : Map.of("type", type),
          asking);
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// What is offered beside the types, with the request that it is.
  private record Offer(
      String operation, String method, Map<String, String> pathParameters, List<String> segments) {}

  private static final List<Offer> OFFERS =
      List.of(
          new Offer("AuthLockouts", "GET", Map.of(), List.of("auth", "lockouts")),
          new Offer(
              "AuthLiftLockout",
              "DELETE",
              Map.of("user", SOME_ID),
              List.of("auth", "lockouts", SOME_ID)));

  /// The operations beside those of types that are allowed, of those that the pages offer.
  JsonArray operations(Questions questions, Request asking) {
    List<Json> allowed = new ArrayList<>();
    for (Offer each : OFFERS) {
      Request request = plain(each.method(), each.segments(), each.pathParameters(), asking);
      if (questions.allows(request, each.operation(), null)) {
        allowed.add(Json.of(each.operation()));
      }
    }
    return JsonArray.of(allowed);
  }

  private static Request plain(
      String method, List<String> segments, Map<String, String> pathParameters, Request asking) {
    return new Request(
        asking.id(),
        method,
        "/" + String.join("/", segments),
        segments,
        pathParameters,
        "",
        Parameters.NONE,
        asking.headers(),
        new byte[0],
        asking.remoteAddress(),
        asking.scheme());
  }

  /// The names of what is allowed, by type; a type of which nothing is allowed is left out.
  ///
  /// @param asking the request that asks this; the others are as if they came from where it does
  JsonObject of(Questions questions, Request asking) {
    JsonObject.Builder rights = JsonObject.builder();
    for (String type : types) {
      List<Json> allowed = new ArrayList<>();
      for (Interaction each : Interaction.values()) {
        if (each.exists(type)
            && questions.allows(each.request(type, asking), each.operation, each.body(type))) {
          allowed.add(Json.of(each.toString()));
        }
      }
      if (!allowed.isEmpty()) {
        rights.put(type, JsonArray.of(allowed));
      }
    }
    return rights.build();
  }
}
