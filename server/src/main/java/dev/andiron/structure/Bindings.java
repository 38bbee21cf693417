package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.definition.ValueSetDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Required bindings (<https://hl7.org/fhir/R4/terminologies.html#required>): the code, or one of
/// the codings, must be in the value set.
final class Bindings {
  /// More codes than this are not told one by one.
  private static final int MOST_CODES_TOLD = 30;

  /// What these elements take beside MIME types, by their descriptions
  /// (<https://hl7.org/fhir/R4/capabilitystatement-definitions.html#CapabilityStatement.format>).
  private static final Set<String> FORMATS = Set.of("xml", "json", "ttl");

  private static final Set<String> FORMAT_ELEMENTS =
      Set.of(
          "CapabilityStatement.format",
          "CapabilityStatement.patchFormat",
          "TestScript.setup.action.operation.accept",
          "TestScript.setup.action.operation.contentType",
          "TestScript.setup.action.assert.contentType");

  /// Here there are the server's own types too: `SearchParameter.base` may be `User`.
  private static final String TYPES = "http://hl7.org/fhir/ValueSet/resource-types";

  private final Definitions definitions;
  private final Faults faults;

  Bindings(Definitions definitions, Faults faults) {
    this.definitions = definitions;
    this.faults = faults;
  }

  /// What the code must be that it is not, in words that follow "must be"; null where it is good.
  @Nullable String rule(ElementDefinition element, String code) {
    String url = element.valueSet();
    if (url == null) {
      return null;
    }
    ValueSetDefinition valueSet = definitions.valueSet(url);
    if (valueSet != null) {
      return valueSet.contains(code) || (url.equals(TYPES) && definitions.isSystemType(code))
          ? null
          : words(valueSet);
    }
    ExternalCodes external = ExternalCodes.of(url);
    return external == null
            || external.takes(code)
            || (FORMATS.contains(code) && FORMAT_ELEMENTS.contains(element.path()))
        ? null
        : external.words();
  }

  /// A Coding or CodeableConcept that is bound.
  void check(MemberDefinition member, TypeDefinition type, JsonObject value) {
    String url = member.element().valueSet();
    boolean concept = type.name().equals("CodeableConcept");
    if (url == null || (!concept && !type.name().equals("Coding"))) {
      return;
    }
    if (concept ? hasOneIn(url, value) : isIn(url, value)) {
      return;
    }
    ValueSetDefinition valueSet = definitions.valueSet(url);
    ExternalCodes external = ExternalCodes.of(url);
    String of = valueSet == null ? external == null ? url : external.words() : words(valueSet);
    faults.add(
        Issue.Kind.CODE_INVALID,
        member.element().name()
            + " must have "
            + (concept ? "a coding" : "a system and code")
            + " of "
            + url
            + (of.endsWith(url) ? "" : ", " + of)
            + "; found "
            + found(concept, value)
            + ".");
  }

  /// A text alone says nothing about the value set. Where there is neither text nor coding, an
  /// extension says why, as it does for a code.
  private boolean hasOneIn(String url, JsonObject concept) {
    if (!concept.has("coding") && !concept.has("text") && concept.has("extension")) {
      return true;
    }
    for (Json coding : concept.array("coding")) {
      if (coding instanceof JsonObject object && isIn(url, object)) {
        return true;
      }
    }
    return false;
  }

  private boolean isIn(String url, JsonObject coding) {
    String system = coding.string("system");
    String code = coding.string("code");
    ValueSetDefinition valueSet = definitions.valueSet(url);
    if (valueSet != null) {
      return system != null && code != null && valueSet.contains(system, code);
    }
    ExternalCodes external = ExternalCodes.of(url);
    return external == null
        || (code != null && external.system().equals(system) && external.takes(code));
  }

  private static String found(boolean concept, JsonObject value) {
    if (!concept) {
      return coding(value);
    }
    JsonArray codings = value.array("coding");
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < Math.min(codings.size(), 3); i++) {
      found
          .append(i == 0 ? "" : ", ")
          .append(codings.get(i) instanceof JsonObject object ? coding(object) : "no coding");
    }
    return found.isEmpty() ? "no coding" : found.toString();
  }

  private static String coding(JsonObject coding) {
    return "\"" + part(coding, "system") + "|" + part(coding, "code") + "\"";
  }

  private static String part(JsonObject coding, String name) {
    return coding.get(name) instanceof JsonString(String text) ? Faults.excerpt(text) : "";
  }

  private static String words(ValueSetDefinition valueSet) {
    Set<String> codes = valueSet.all();
    return codes.size() > MOST_CODES_TOLD
        ? "a code of " + valueSet.url()
        : "one of " + String.join(", ", codes.stream().sorted().toList());
  }
}
