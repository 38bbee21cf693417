package dev.andiron.audit;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Spells events as AuditEvents (<https://hl7.org/fhir/R4/auditevent.html>). Thread-safe.
final class EventJson {
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);
  private static final String PROFILES =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

  private final String baseUrl;
  private final JsonObject server;
  private final JsonObject source;

  /// @param baseUrl where clients see this server, without a slash at its end
  EventJson(String baseUrl) {
    this.baseUrl = baseUrl;
    JsonObject who =
        JsonObject.of("identifier", identifier(AppendOnly.OBSERVER, baseUrl))
            .with("display", "Andiron");
    this.server =
        JsonObject.of("who", who)
            .with("requestor", Json.of(false))
            .with("network", JsonObject.of("address", baseUrl).with("type", "5"));
    this.source =
        JsonObject.of("observer", who).with("type", JsonArray.of(Code.APPLICATION_SERVER.bare()));
  }

  /// @param id that the event gets
  JsonObject of(Event event, String id) {
    JsonObject.Builder json =
        JsonObject.builder().put("resourceType", AppendOnly.TYPE).put("id", id);
    String profile = profile(event);
    if (profile != null) {
      json.put("meta", JsonObject.of("profile", JsonArray.of(Json.of(PROFILES + profile))));
    }
    json.put("type", type(event).coding())
        .put("subtype", JsonArray.of(event.subtypes().stream().map(Code::coding).toList()))
        .put("action", event.action())
        .put("recorded", INSTANT.format(event.time()))
        .put("outcome", outcome(event.status()));
    if (event.failed()) {
      json.put("outcomeDesc", description(event));
    }
    return json.put("agent", JsonArray.of(agents(event)))
        .put("source", source)
        .put("entity", JsonArray.of(entities(event)))
        .build();
  }

  private static Code type(Event event) {
    boolean alarming = event.kind().isOfSignIns() && event.status() == 429;
    return alarming ? Code.SECURITY_ALERT : event.kind().type();
  }

  /// <https://hl7.org/fhir/R4/valueset-audit-event-outcome.html>
  private static String outcome(int status) {
    return status < 400 ? "0" : status < 500 ? "4" : "8";
  }

  private static String description(Event event) {
    String what =
        switch (event.status()) {
          case 401 -> "not signed in, or wrong credentials";
          case 403 -> "no access policy allows it";
          case 404 -> "not found";
          case 410 -> "deleted";
          case 429 -> "too many failures; tries are refused for a while";
          default ->
              event.status() >= 500
                  ? "the server could not"
                  : event.kind() == Kind.TOKEN || event.kind() == Kind.LOGIN
                      ? "the sign-in is refused"
                      : "refused";
        };
    return "HTTP " + event.status() + ": " + what;
  }

  private List<JsonObject> agents(Event event) {
    Event.Origin origin = event.origin();
    if (origin == null) {
      return List.of(
          JsonObject.of("type", Code.APPLICATION.concept())
              .merged(server)
              .with("name", "the server itself, at its start or by a command")
              .with("requestor", Json.of(true)));
    }
    List<JsonObject> agents = new ArrayList<>(3);
    String user = event.userId();
    String client = event.clientId();
    JsonObject clientIs =
        client != null
            ? who("Client", client)
            : JsonObject.of("display", user != null ? "the console" : "nobody signed in");
    agents.add(
        JsonObject.of("type", clientRole(event.kind()).concept())
            .with("who", clientIs)
            .with("requestor", Json.of(user == null))
            .with("network", JsonObject.of("address", origin.remoteAddress()).with("type", "2")));
    agents.add(JsonObject.of("type", serverRole(event.kind()).concept()).merged(server));
    if (user != null) {
      agents.add(
          JsonObject.of("type", userRole(event.kind()).concept())
              .with("who", who("User", user))
              .with("requestor", Json.of(true)));
    }
    return agents;
  }

  private static Code clientRole(Kind kind) {
    return switch (kind) {
      case READ, VREAD, HISTORY -> Code.DESTINATION_ROLE;
      case DELETE, TOKEN, LOGIN, LOGOUT, ATTRIBUTES -> Code.APPLICATION;
      default -> Code.SOURCE_ROLE;
    };
  }

  private static Code serverRole(Kind kind) {
    return switch (kind) {
      case READ, VREAD, HISTORY -> Code.SOURCE_ROLE;
      case DELETE -> Code.CUSTODIAN;
      default -> Code.DESTINATION_ROLE;
    };
  }

  private static Code userRole(Kind kind) {
    return kind.isOfSignIns() ? Code.HUMAN : kind.reads() ? Code.RECIPIENT : Code.AUTHOR;
  }

  /// R4 has no reference from `who` to a User or a Client; the system of the identifier says where
  /// they are, and searches follow it.
  private JsonObject who(String type, String id) {
    return JsonObject.of("identifier", identifier(baseUrl + "/" + type, id));
  }

  private static JsonObject identifier(String system, String value) {
    return JsonObject.of("system", system).with("value", value);
  }

  private static List<JsonObject> entities(Event event) {
    List<JsonObject> entities = new ArrayList<>();
    Event.Origin origin = event.origin();
    if (origin != null) {
      entities.add(
          JsonObject.of(
                  "what", JsonObject.of("identifier", JsonObject.of("value", origin.requestId())))
              .with("type", Code.REQUEST_ID.bare()));
    }
    for (Event.Touched touched : event.touched()) {
      JsonObject entity =
          entity(reference(touched), Code.SYSTEM_OBJECT).with("role", touched.role().bare());
      entities.add(
          event.kind() == Kind.TRANSACTION
              ? entity.with("lifecycle", touched.lifecycle().bare())
              : entity);
    }
    for (String patient : event.patients()) {
      entities.add(entity("Patient/" + patient, Code.PERSON).with("role", Code.PATIENT.bare()));
    }
    String asked = event.asked();
    if (asked != null) {
      entities.add(
          JsonObject.of("type", Code.SYSTEM_OBJECT.bare())
              .with("role", Code.QUERY.bare())
              .with(
                  "query",
                  Base64.getEncoder().encodeToString(asked.getBytes(StandardCharsets.UTF_8))));
    }
    return entities;
  }

  /// BALP names the version that was written. That which was read is told by the time.
  private static String reference(Event.Touched touched) {
    return touched.lifecycle() == Code.ACCESS
        ? touched.key().toString()
        : touched.key() + "/_history/" + touched.version();
  }

  private static JsonObject entity(String reference, Code type) {
    return JsonObject.of("what", JsonObject.of("reference", reference)).with("type", type.bare());
  }

  /// That of BALP which the event meets; null where it is none of them.
  private static @Nullable String profile(Event event) {
    if (event.failed() || event.origin() == null) {
      return null;
    }
    String name =
        switch (event.kind()) {
          case READ, VREAD -> "Read";
          case CREATE -> "Create";
          case UPDATE -> event.action().equals("U") ? "Update" : null;
          case PATCH -> "Update";
          case SEARCH -> "Query";
          default -> null;
        };
    boolean whole = event.kind() == Kind.SEARCH || event.touched().size() == 1;
    if (name == null || !whole) {
      return null;
    }
    return event.patients().size() == 1 ? "Patient" + name : name;
  }
}
