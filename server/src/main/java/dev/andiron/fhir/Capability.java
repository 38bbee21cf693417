package dev.andiron.fhir;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.search.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `GET /metadata` (<https://hl7.org/fhir/R4/http.html#capabilities>): what this server does, made
/// from the definitions and parameters that it works with. Needs no sign-in.
final class Capability implements Handler {
  private static final List<String> INTERACTIONS =
      List.of(
          "read",
          "vread",
          "update",
          "patch",
          "delete",
          "history-instance",
          "history-type",
          "create",
          "search-type");
  private static final List<String> SESSION_INTERACTIONS =
      List.of(
          "read", "vread", "patch", "delete", "history-instance", "history-type", "search-type");

  private static final String VALIDATE =
      "http://hl7.org/fhir/OperationDefinition/Resource-validate";

  /// When what this server can do last changed.
  private static final String LAST_CHANGED = "2026-11-24";

  private final byte[] statement;

  Capability(Definitions definitions, Search search, String baseUrl, String version) {
    this.statement = JsonWriter.utf8(statement(definitions, search, baseUrl, version));
  }

  @Override
  public Response handle(Request request) {
    return Representation.body(request, 200, statement)
        .with("Cache-Control", "public, max-age=300");
  }

  private static JsonObject statement(
      Definitions definitions, Search search, String baseUrl, String version) {
    JsonArray resources =
        JsonArray.of(
            definitions.resourceTypes().stream()
                .map(type -> resource(type, definitions, search))
                .toList());
    JsonObject rest =
        JsonObject.of("mode", "server")
            .with("security", security(baseUrl))
            .with("resource", resources)
            .with("interaction", JsonArray.of(JsonObject.of("code", "history-system")));
    return JsonObject.builder()
        .put("resourceType", "CapabilityStatement")
        .put("status", "active")
        .put("date", LAST_CHANGED)
        .put("kind", "instance")
        .put("software", JsonObject.of("name", "Andiron").with("version", version))
        .put("implementation", JsonObject.of("description", "Andiron").with("url", baseUrl))
        .put("fhirVersion", "4.0.1")
        .put(
            "format",
            JsonArray.of(Json.of("json"), Json.of("application/fhir+json"), Json.of("text/yaml")))
        .put(
            "patchFormat",
            JsonArray.of(
                Json.of("application/json-patch+json"),
                Json.of("application/merge-patch+json"),
                Json.of("application/json")))
        .put("rest", JsonArray.of(rest))
        .build();
  }

  /// Where tokens come from (<http://hl7.org/fhir/smart-app-launch/conformance.html>).
  private static JsonObject security(String baseUrl) {
    JsonObject token = JsonObject.of("url", "token").with("valueUri", baseUrl + "/auth/token");
    JsonObject revoke = JsonObject.of("url", "revoke").with("valueUri", baseUrl + "/auth/revoke");
    JsonObject uris =
        JsonObject.of(
                "url", "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris")
            .with("extension", JsonArray.of(token, revoke));
    return JsonObject.of("extension", JsonArray.of(uris))
        .with("description", "OAuth 2.0 access tokens, and HTTP Basic for clients.");
  }

  private static JsonObject resource(String type, Definitions definitions, Search search) {
    List<JsonObject> interactions =
        (type.equals("Session") ? SESSION_INTERACTIONS : INTERACTIONS)
            .stream().map(code -> JsonObject.of("code", code)).toList();
    List<JsonObject> parameters = new ArrayList<>();
    Map<String, SearchParameterDefinition> defined = definitions.searchParameters(type);
    for (String code : search.codes(type)) {
      SearchParameterDefinition definition = defined.get(code);
      if (definition != null) {
        parameters.add(
            JsonObject.of("name", code)
                .with("type", definition.type().name().toLowerCase(Locale.ROOT)));
      }
    }
    return JsonObject.builder()
        .put("type", type)
        .put("interaction", JsonArray.of(interactions))
        .put("versioning", "versioned-update")
        .put("readHistory", true)
        .put("updateCreate", !type.equals("Session"))
        .put("conditionalCreate", !type.equals("Session"))
        .put("conditionalRead", type.equals("Session") ? "not-supported" : "full-support")
        .put("searchParam", JsonArray.of(parameters))
        .put(
            "operation",
            JsonArray.of(JsonObject.of("name", "validate").with("definition", VALIDATE)))
        .build();
  }
}
