package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.SearchParameterDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("FHIR R4 search: every parameter finds the elements that HAPI's FHIRPath engine finds")
class OracleTest {
  private static final Definitions DEFINITIONS = SearchFixture.DEFINITIONS;
  private static final FhirPathOracle ORACLE = new FhirPathOracle();

  private final List<String> differences = new ArrayList<>();
  private final Map<String, Set<String>> finding = new HashMap<>();

  @Test
  @DisplayName("in generated resources of every type, where each parameter finds something")
  void generated() {
    Set<String> never = new TreeSet<>();
    for (String type : DEFINITIONS.resourceTypes()) {
      if (!DEFINITIONS.isSystemType(type)) {
        Set<String> codes = new TreeSet<>(DEFINITIONS.searchParameters(type).keySet());
        codes.removeAll(Set.of("_content", "_query", "_text")); // they have no expression
        GeneratedResources made = new GeneratedResources(DEFINITIONS, type);
        for (int round = 0; round < 3 || (round < 12 && !found(type).containsAll(codes)); round++) {
          compare(made.resource(round));
        }
        codes.removeAll(found(type));
        codes.forEach(code -> never.add(type + "." + code));
      }
    }
    assertThat(finding).hasSize(146);
    assertThat(never).isEmpty();
    assertThat(differences).isEmpty();
  }

  @Test
  @DisplayName("in the official examples")
  void official() throws IOException, URISyntaxException {
    int compared = 0;
    Path jar =
        Path.of(
            Objects.requireNonNull(
                    OracleTest.class.getResource("/META-INF/maven/org.hl7.fhir.testcases"))
                .getPath()
                .replaceFirst("^file:", "")
                .replaceFirst("!.*", ""));
    try (JarFile files = new JarFile(jar.toFile())) {
      for (JarEntry file : files.stream().toList()) {
        if (file.getName().matches("org/hl7/fhir/testcases/r4/examples/.*\\.json")) {
          JsonObject resource = object(files.getInputStream(file).readAllBytes());
          if (resource.string("resourceType") != null) {
            compare(resource);
            compared++;
          }
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(70);
  }

  @Test
  @DisplayName("in five of each type of Synthea's")
  void someOfSynthea() throws IOException, URISyntaxException {
    synthea(5);
  }

  @Test
  @Tag("full")
  @DisplayName("in all of Synthea's")
  void synthea() throws IOException, URISyntaxException {
    synthea(Integer.MAX_VALUE);
  }

  /// As the guides of the United States (US Core, Da Vinci, CARIN) and others write theirs.
  private static final Map<String, List<String>> OF_GUIDES =
      Map.of(
          "Patient",
          List.of(
              "Patient.extension.where(url = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race').extension.value.code",
              "Patient.extension.where(url='http://hl7.org/fhir/us/core/StructureDefinition/us-core-race').extension.where(url='ombCategory').value",
              "Patient.extension('http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity').extension('ombCategory').value.ofType(Coding)",
              "(Patient.extension('http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex').value as code)",
              "Patient.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName').value.as(string)",
              "Patient.address.extension.extension.where(url = 'latitude').value",
              "Patient.identifier.where(type.coding.code = 'MR').value",
              "Patient.identifier.where(type.coding.where(system = 'http://terminology.hl7.org/CodeSystem/v2-0203' and code = 'SS').exists()).value",
              "Patient.identifier.where(type.exists().not() or system = 'https://github.com/synthetichealth/synthea')",
              "Patient.name.where(use = 'official' and family != 'Nobody').given.first()",
              "Patient.name.where(use = 'maiden').empty()",
              "Patient.maritalStatus.coding.where(code = 'M' or code = 'S').exists() and Patient.deceased.empty()",
              "Patient.communication.where(preferred = true).language | Patient.communication.where(preferred.empty()).language"),
          "Encounter",
          List.of(
              "Encounter.participant.where(type.coding.code = 'PPRF').individual",
              "Encounter.participant.where(individual.exists() and period.start.exists()).type"),
          "Observation",
          List.of(
              "Observation.where(category.coding.code = 'vital-signs').value.ofType(Quantity)",
              "Observation.where(status = 'final').code.coding.where(system = 'http://loinc.org')",
              "(Observation.value as CodeableConcept).text",
              "Observation.component.where(code.coding.code = '8480-6').value.ofType(Quantity)"));

  @Test
  @DisplayName("as implementation guides write them, in fifty of each type of Synthea's")
  void guides() throws IOException, URISyntaxException {
    Set<String> found = new TreeSet<>();
    synthea(
        50,
        resource -> {
          TypeDefinition type = Objects.requireNonNull(DEFINITIONS.type(type(resource)));
          IBaseResource read = ORACLE.read(resource);
          for (String expression : OF_GUIDES.getOrDefault(type.name(), List.of())) {
            if (compare(resource, read, type, expression, expression)) {
              found.add(expression);
            }
          }
        });
    assertThat(differences).isEmpty();
    assertThat(
            OF_GUIDES.values().stream().flatMap(List::stream).filter(each -> !found.contains(each)))
        .isEmpty();
  }

  private void synthea(int most) throws IOException, URISyntaxException {
    synthea(most, this::compare);
  }

  private void synthea(int most, Consumer<JsonObject> compared)
      throws IOException, URISyntaxException {
    Map<String, Integer> seen = new HashMap<>();
    Path folder = Path.of(Objects.requireNonNull(OracleTest.class.getResource("/synthea")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".gz")).sorted().toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          for (Json entry : object(in.readAllBytes()).array("entry")) {
            JsonObject resource = Objects.requireNonNull(((JsonObject) entry).object("resource"));
            if (seen.merge(type(resource), 1, Integer::sum) <= most) {
              compared.accept(resource);
            }
          }
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(15);
    assertThat(differences).isEmpty();
  }

  private void compare(JsonObject resource) {
    TypeDefinition type = Objects.requireNonNull(DEFINITIONS.type(type(resource)));
    IBaseResource read = ORACLE.read(resource);
    for (SearchParameterDefinition parameter : DEFINITIONS.searchParameters(type.name()).values()) {
      String expression = parameter.expression();
      if (expression != null && compare(resource, read, type, parameter.code(), expression)) {
        found(type.name()).add(parameter.code());
      }
    }
  }

  /// Whether anything was found.
  private boolean compare(
      JsonObject resource,
      IBaseResource read,
      TypeDefinition type,
      String code,
      String expression) {
    Set<String> ours = new TreeSet<>();
    ExpressionCompiler.compile(DEFINITIONS, type, ExpressionParser.parse(expression))
        .select(resource)
        .forEach(found -> ours.add(FhirPathOracle.canonical(found.value())));
    Set<String> theirs = ORACLE.values(read, expression);
    if (!ours.equals(theirs)) {
      differences.add(
          "%s/%s, %s: %s\n  ours   %s\n  theirs %s"
              .formatted(type.name(), resource.string("id"), code, expression, ours, theirs));
    }
    return !ours.isEmpty();
  }

  private Set<String> found(String type) {
    return finding.computeIfAbsent(type, _ -> new TreeSet<>());
  }

  private static String type(JsonObject resource) {
    return Objects.requireNonNull(resource.string("resourceType"));
  }

  private static JsonObject object(byte[] json) {
    return (JsonObject) JsonReader.read(json, FhirPathOracle.ANY_NUMBER);
  }
}
