package dev.andiron.fhir;

import dev.andiron.http.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a route offers, in the words of the CapabilityStatement
/// (<https://hl7.org/fhir/R4/valueset-system-restful-interaction.html>,
/// <https://hl7.org/fhir/R4/valueset-type-restful-interaction.html>).
///
/// It is read from the route's method and pattern, which in FHIR say what a request does
/// (<https://hl7.org/fhir/R4/http.html#summary>): whoever adds a route adds it to `GET /metadata`
/// and to `docs/fhir.md`, and nothing else is to be done.
///
/// @param type the one type that it is for; null where it is for all, or for none
/// @param code `read`, `history-type`, …; `conditional-update` and its like, which the statement
///   has elements of their own for; `compartment`; the name of an operation with its dollar:
///   `$validate`
record Interaction(Level level, @Nullable String type, String code, String method, String pattern) {
  /// What a request is about.
  enum Level {
    SYSTEM,
    TYPE,
    INSTANCE
  }

  /// The interaction of a route; null where it is none of FHIR's.
  static @Nullable Interaction of(Route route) {
    String path = route.pattern().substring(1);
    List<String> segments = path.isEmpty() ? List.of() : List.of(path.split("/", -1));
    if (segments.isEmpty() || !isType(segments.getFirst())) {
      return of(route, Level.SYSTEM, null, ofSystem(route.method(), segments));
    }
    String type = segments.getFirst().startsWith("{") ? null : segments.getFirst();
    if (segments.size() == 1 || !segments.get(1).equals("{id}")) {
      return of(
          route, Level.TYPE, type, ofType(route.method(), segments.subList(1, segments.size())));
    }
    return of(
        route,
        Level.INSTANCE,
        type,
        ofInstance(route.method(), segments.subList(2, segments.size())));
  }

  boolean isOperation() {
    return code.startsWith("$");
  }

  /// Whether resources of this type have it.
  boolean isFor(String of) {
    return level != Level.SYSTEM && (type == null || type.equals(of));
  }

  private static @Nullable Interaction of(
      Route route, Level level, @Nullable String type, @Nullable String code) {
    if (code == null) {
      return null;
    }
    // A pattern with the name of a type is a special case of one for all, but for operations and
    // compartments.
    boolean own = type == null || code.startsWith("$") || code.equals("compartment");
    return own ? new Interaction(level, type, code, route.method(), route.pattern()) : null;
  }

  private static boolean isType(String segment) {
    return segment.equals("{type}") || Character.isUpperCase(segment.charAt(0));
  }

  private static @Nullable String ofSystem(String method, List<String> segments) {
    return switch (segments.size()) {
      case 0 ->
          method.equals("GET") ? "search-system" : method.equals("POST") ? "transaction" : null;
      case 1 ->
          switch (segments.getFirst()) {
            case "_history" -> "history-system";
            case "_search" -> "search-system";
            default -> operation(segments.getFirst());
          };
      default -> null;
    };
  }

  private static @Nullable String ofType(String method, List<String> rest) {
    if (rest.isEmpty()) {
      return switch (method) {
        case "GET" -> "search-type";
        case "POST" -> "create";
        case "PUT" -> "conditional-update";
        case "PATCH" -> "conditional-patch";
        case "DELETE" -> "conditional-delete";
        default -> null;
      };
    }
    return rest.size() > 1
        ? null
        : switch (rest.getFirst()) {
          case "_history" -> "history-type";
          case "_search" -> "search-type";
          default -> operation(rest.getFirst());
        };
  }

  private static @Nullable String ofInstance(String method, List<String> rest) {
    if (rest.isEmpty()) {
      return switch (method) {
        case "GET" -> "read";
        case "PUT" -> "update";
        case "PATCH" -> "patch";
        case "DELETE" -> "delete";
        default -> null;
      };
    }
    if (rest.getFirst().equals("_history")) {
      return rest.size() == 1 ? "history-instance" : "vread";
    }
    String operation = operation(rest.getFirst());
    if (operation != null || rest.size() > 1) {
      return operation;
    }
    boolean compartment = rest.getFirst().startsWith("{") || rest.getFirst().equals("*");
    return compartment && method.equals("GET") ? "compartment" : null;
  }

  private static @Nullable String operation(String segment) {
    return segment.startsWith("$") ? segment : null;
  }
}
