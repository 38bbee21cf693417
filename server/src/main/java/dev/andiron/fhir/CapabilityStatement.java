package dev.andiron.fhir;

import dev.andiron.config.Settings;
import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.fhir.Interaction.Level;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.search.OfferedParameter;
import dev.andiron.search.Search;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes the CapabilityStatement (<https://hl7.org/fhir/R4/capabilitystatement.html>) from the
/// routes, the search parameters and the settings that this server works with.
record CapabilityStatement(
    List<Interaction> interactions,
    Definitions definitions,
    Search search,
    Settings settings,
    String baseUrl,
    String version) {
  private static final String DEFINED = "http://hl7.org/fhir/StructureDefinition/";

  private static final String OWN_TYPE = "urn:andiron:own-type";

  /// What the element `interaction` of a resource takes; the rest have elements of their own.
  private static final List<String> OF_TYPES =
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

  private static final List<String> OF_SYSTEM =
      List.of("transaction", "batch", "search-system", "history-system");

  /// @param date when this was made
  JsonObject at(Instant date) {
    return JsonObject.builder()
        .put("resourceType", "CapabilityStatement")
        .put("status", "active")
        .put("date", date.toString())
        .put("kind", "instance")
        .put("software", JsonObject.of("name", "Andiron").with("version", version))
        .put("implementation", JsonObject.of("description", "Andiron").with("url", baseUrl))
        .put("fhirVersion", "4.0.1")
        .put("format", texts(List.of("json", "application/fhir+json", "text/yaml")))
        .put("patchFormat", texts(Patch.FORMATS))
        .put("rest", JsonArray.of(rest()))
        .build();
  }

  private JsonObject rest() {
    Map<Boolean, List<String>> types =
        definitions.resourceTypes().stream()
            .collect(Collectors.partitioningBy(definitions::isSystemType));
    Map<String, List<String>> referring = referring();
    return JsonObject.builder()
        .put(
            "extension",
            JsonArray.of(types.getOrDefault(true, List.of()).stream().map(this::ownType).toList()))
        .put("mode", "server")
        .put(
            "documentation",
            "Beside FHIR's types there are the server's own: "
                + String.join(", ", types.getOrDefault(true, List.of()))
                + ". They have the same interactions and operations, but a Session can only be read,"
                + " searched, and closed, and of an Operation only `public` be set.")
        .put("security", security())
        .put(
            "resource",
            JsonArray.of(
                types.getOrDefault(false, List.of()).stream()
                    .map(type -> resource(type, referring))
                    .toList()))
        .put("interaction", codes(OF_SYSTEM.stream().filter(this::ofSystem).toList()))
        .putIfPresent("operation", operations(null))
        .build();
  }

  /// A type of the server's own with its search parameters. `resource.type` is bound to the names
  /// of FHIR's types, and there are clients that cannot read a statement with others.
  private JsonObject ownType(String type) {
    List<JsonObject> parts = new ArrayList<>();
    parts.add(JsonObject.of("url", "type").with("valueString", type));
    for (OfferedParameter each : search.offered(type)) {
      JsonObject name = JsonObject.of("url", "name").with("valueString", each.definition().code());
      JsonObject kind = JsonObject.of("url", "type").with("valueCode", kind(each));
      parts.add(JsonObject.of("url", "searchParam").with("extension", JsonArray.of(name, kind)));
    }
    return JsonObject.of("url", OWN_TYPE).with("extension", JsonArray.of(parts));
  }

  /// Where tokens come from (<http://hl7.org/fhir/smart-app-launch/conformance.html>).
  private JsonObject security() {
    List<JsonObject> uris = new ArrayList<>();
    for (String endpoint : List.of("token", "revoke", "introspect")) {
      uris.add(JsonObject.of("url", endpoint).with("valueUri", baseUrl + "/auth/" + endpoint));
    }
    return JsonObject.builder()
        .put(
            "extension",
            JsonArray.of(
                JsonObject.of(
                        "url",
                        "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris")
                    .with("extension", JsonArray.of(uris))))
        .put("cors", true)
        .put("service", JsonArray.of(service("OAuth"), service("Basic")))
        .put("description", "OAuth 2.0 access tokens, and HTTP Basic for clients.")
        .build();
  }

  private static JsonObject service(String code) {
    JsonObject coding =
        JsonObject.of("system", "http://terminology.hl7.org/CodeSystem/restful-security-service")
            .with("code", code);
    return JsonObject.of("coding", JsonArray.of(coding));
  }

  private JsonObject resource(String type, Map<String, List<String>> referring) {
    List<OfferedParameter> offered = search.offered(type);
    return JsonObject.builder()
        .put("type", type)
        .put("profile", DEFINED + type)
        .put("interaction", codes(OF_TYPES.stream().filter(code -> has(type, code)).toList()))
        .put("versioning", "versioned-update")
        .put("readHistory", has(type, "vread"))
        .put("updateCreate", has(type, "update"))
        .put("conditionalCreate", has(type, "create"))
        .put("conditionalRead", "full-support")
        .put("conditionalUpdate", has(type, "conditional-update"))
        .put("conditionalDelete", conditionalDelete(type))
        .put("referencePolicy", texts(referencePolicy()))
        .putIfPresent("searchInclude", search.answers("_include") ? includes(type, offered) : null)
        .putIfPresent(
            "searchRevInclude",
            search.answers("_revinclude")
                ? nonEmpty(referring.getOrDefault(type, List.of()))
                : null)
        .put(
            "searchParam",
            JsonArray.of(offered.stream().map(CapabilityStatement::parameter).toList()))
        .putIfPresent("operation", operations(type))
        .build();
  }

  /// <https://hl7.org/fhir/R4/valueset-conditional-delete-status.html>
  private String conditionalDelete(String type) {
    return has(type, "conditional-delete")
        ? settings.conditionalDelete().name().toLowerCase(Locale.ROOT)
        : "not-supported";
  }

  /// <https://hl7.org/fhir/R4/valueset-reference-handling-policy.html>
  private List<String> referencePolicy() {
    return settings.referenceChecks() == Settings.ReferenceChecks.EXISTENCE
        ? List.of("literal", "logical", "enforced")
        : List.of("literal", "logical");
  }

  private static String kind(OfferedParameter offered) {
    return offered.definition().type().name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject parameter(OfferedParameter offered) {
    SearchParameterDefinition definition = offered.definition();
    JsonObject.Builder parameter =
        JsonObject.builder()
            .put("name", definition.code())
            .put("definition", definition.url())
            .put("type", kind(offered));
    if (!offered.modifiers().isEmpty()) {
      parameter.put("documentation", "Modifiers: " + offered.shownModifiers());
    }
    return parameter.build();
  }

  private static @Nullable JsonArray includes(String type, List<OfferedParameter> offered) {
    List<String> includes = new ArrayList<>();
    for (OfferedParameter each : offered) {
      if (isReference(each)) {
        includes.add(type + ":" + each.definition().code());
      }
    }
    return nonEmpty(includes);
  }

  /// The parameters by which a type may be referred to, as `_revinclude` names them.
  private Map<String, List<String>> referring() {
    Map<String, List<String>> referring = new TreeMap<>();
    Set<String> all = definitions.resourceTypes();
    for (String from : all) {
      for (OfferedParameter each : search.offered(from)) {
        if (isReference(each) && !definitions.isSystemType(from)) {
          List<String> targets = each.definition().targets();
          for (String to : targets.isEmpty() ? all : targets) {
            referring
                .computeIfAbsent(to, _ -> new ArrayList<>())
                .add(from + ":" + each.definition().code());
          }
        }
      }
    }
    return referring;
  }

  private static boolean isReference(OfferedParameter offered) {
    return offered.definition().type() == SearchParameterDefinition.Type.REFERENCE;
  }

  /// The operations of a type, or of the system.
  private @Nullable JsonArray operations(@Nullable String type) {
    Map<String, JsonObject> byName = new LinkedHashMap<>();
    for (Interaction each : interactions) {
      boolean own = type == null ? each.level() == Level.SYSTEM : each.isFor(type);
      if (own && each.isOperation()) {
        String name = each.code().substring(1);
        byName.put(
            name, JsonObject.of("name", name).with("definition", OperationDefinitions.url(each)));
      }
    }
    return byName.isEmpty() ? null : JsonArray.of(List.copyOf(byName.values()));
  }

  private boolean has(String type, String code) {
    return interactions.stream().anyMatch(each -> each.isFor(type) && each.code().equals(code));
  }

  private boolean ofSystem(String code) {
    String served = code.equals("batch") ? "transaction" : code; // the same request
    return interactions.stream()
        .anyMatch(each -> each.level() == Level.SYSTEM && each.code().equals(served));
  }

  private static JsonArray codes(List<String> codes) {
    return JsonArray.of(codes.stream().map(code -> JsonObject.of("code", code)).toList());
  }

  private static JsonArray texts(List<String> texts) {
    return JsonArray.of(texts.stream().map(Json::of).toList());
  }

  private static @Nullable JsonArray nonEmpty(List<String> texts) {
    return texts.isEmpty() ? null : texts(texts);
  }
}
