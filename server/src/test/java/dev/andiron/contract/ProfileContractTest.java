package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The profiles are written in the manner of US Core's: a patient with coded extensions, a blood
/// pressure with its two components.
@DisplayName("FHIR R4 §Profiling: resources are held against stored profiles")
class ProfileContractTest {
  private static final String BASE = "http://example.org/fhir/StructureDefinition/";

  private static final String PATIENT =
      """
      {"resourceType":"Patient","meta":{"profile":["%1$spt-patient"]},
       "extension":[
         {"url":"%1$spt-race","extension":[
           {"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3"}},
           {"url":"text","valueString":"White"}]},
         {"url":"%1$spt-birthsex","valueCode":"F"}],
       "identifier":[{"system":"http://hospital.example","value":"1"}],
       "name":[{"family":"Nightingale"}],"gender":"female"}
      """
          .formatted(BASE);

  private static final String PRESSURE =
      """
      {"resourceType":"Observation","meta":{"profile":["%spt-bp"]},"status":"final",
       "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
       "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}],"text":"Blood pressure"},
       "subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-01-01",
       "component":[
         {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},
          "valueQuantity":{"value":120,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
         {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},
          "valueQuantity":{"value":80,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}
      """
          .formatted(BASE);

  @BeforeAll
  static void store() {
    for (String name :
        new String[] {"race", "birthsex", "patient", "mrn-patient", "bp", "slices"}) {
      put("/StructureDefinition/pt-" + name, file(name));
    }
    put(
        "/ValueSet/pt-birthsex",
        """
        {"resourceType":"ValueSet","url":"http://example.org/fhir/ValueSet/pt-birthsex","status":"active",
         "compose":{"include":[{"system":"http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender",
           "concept":[{"code":"F"},{"code":"M"}]}]}}
        """);
  }

  private static String file(String name) {
    try (InputStream in =
        ProfileContractTest.class.getResourceAsStream("/profiles/" + name + ".json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// `severity code place: diagnostics` of each issue.
  private static List<String> issues(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> issues = new ArrayList<>();
    for (Json each : answer.json().array("issue")) {
      JsonObject issue = (JsonObject) each;
      JsonArray place = issue.array("expression");
      issues.add(
          issue.string("severity")
              + " "
              + issue.string("code")
              + " "
              + (place.isEmpty() ? "" : ((dev.andiron.json.JsonString) place.get(0)).text())
              + ": "
              + issue.string("diagnostics"));
    }
    return issues;
  }

  private static List<String> validated(String type, String json) {
    return issues(root("POST", "/" + type + "/$validate").json(json).send());
  }

  private static List<String> errors(String type, String json) {
    return validated(type, json).stream().filter(each -> each.startsWith("error")).toList();
  }

  @Test
  @DisplayName("what meets its profiles: no error; invariants are told to be unchecked")
  void good() {
    assertThat(validated("Patient", PATIENT))
        .anyMatch(each -> each.startsWith("information informational"))
        .anyMatch(each -> each.startsWith("information not-supported") && each.contains("pt-6"))
        .noneMatch(each -> each.startsWith("error") || each.startsWith("warning"));
    assertThat(errors("Observation", PRESSURE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // cardinalities
        "\"gender\":\"female\" | \"active\":true | required Patient.gender | at least 1",
        "\"name\":[{\"family\":\"Nightingale\"}], | | required Patient.name | at least 1",
        "\"family\":\"Nightingale\" | \"text\":\"N\" | required Patient.name[0].family | at least 1",
        "\"system\":\"http://hospital.example\",\"value\":\"1\" | \"value\":\"1\" | required Patient.identifier[0].system | at least 1",
        "\"gender\":\"female\" | \"gender\":\"female\",\"photo\":[{\"title\":\"x\"}] | structure Patient.photo | must not be there",
        "\"gender\":\"female\" | \"gender\":\"female\",\"maritalStatus\":{\"text\":\"a\"},\"link\":[{\"other\":{\"reference\":\"Patient/1\"},\"type\":\"refer\"},{\"other\":{\"reference\":\"Patient/2\"},\"type\":\"refer\"}] | structure Patient.link | at most 1",
        // types of a choice
        "\"gender\":\"female\" | \"gender\":\"female\",\"deceasedBoolean\":true | value Patient.deceasedBoolean | dateTime",
        // references
        "\"gender\":\"female\" | \"gender\":\"female\",\"generalPractitioner\":[{\"reference\":\"Organization/o\"}] | value Patient.generalPractitioner[0].reference | Practitioner",
        // extensions by their definitions, at any depth
        "{\"url\":\"text\",\"valueString\":\"White\"} | {\"url\":\"other\",\"valueString\":\"White\"} | required Patient.extension[0].extension | in the slice text",
        "\"valueCode\":\"F\" | \"valueString\":\"F\" | value Patient.extension[1].valueString | code",
        "\"valueCode\":\"F\" | \"valueCode\":\"X\" | code-invalid Patient.extension[1].valueCode | pt-birthsex",
        "\"system\":\"urn:oid:2.16.840.1.113883.6.238\" | \"system\":\"urn:oid:1.2\" | value Patient.extension[0].extension[0].valueCoding.system | 2.16.840",
      })
  @DisplayName("what a patient's profile is broken by")
  void patient(String from, String to, String issue, String says) {
    assertThat(PATIENT).contains(from.strip());
    String broken = PATIENT.replace(from.strip(), to == null ? "" : to.strip());
    assertThat(errors("Patient", broken))
        .hasSize(1)
        .allMatch(each -> each.startsWith("error " + issue + ": ") && each.contains(says));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"code\":\"85354-9\" | \"code\":\"85354-8\" | value Observation.code | must have",
        "\"code\":\"vital-signs\" | \"code\":\"laboratory\" | required Observation.category | in the slice VSCat",
        "\"code\":\"8480-6\" | \"code\":\"8480-7\" | required Observation.component | in the slice systolic",
        "\"value\":120,\"system\":\"http://unitsofmeasure.org\",\"code\":\"mm[Hg]\" | \"value\":120,\"system\":\"http://unitsofmeasure.org\",\"code\":\"kPa\" | value Observation.component[0].valueQuantity.code | mm[Hg]",
        "\"reference\":\"Patient/p\" | \"reference\":\"Group/p\" | value Observation.subject.reference | Patient",
        "\"effectiveDateTime\":\"2026-01-01\", | | required Observation.effective | at least 1",
      })
  @DisplayName("what a blood pressure's profile is broken by")
  void pressure(String from, String to, String issue, String says) {
    assertThat(PRESSURE).contains(from.strip());
    String broken = PRESSURE.replace(from.strip(), to == null ? "" : to.strip());
    assertThat(errors("Observation", broken))
        .hasSize(1)
        .allMatch(each -> each.startsWith("error " + issue + ": ") && each.contains(says));
  }

  @Test
  @DisplayName("a profile with a differential alone: made over its base; a closed slicing")
  void derived() {
    String mrn = PATIENT.replace("pt-patient", "pt-mrn-patient");
    assertThat(errors("Patient", mrn))
        .hasSize(2)
        .anyMatch(each -> each.contains("Patient.identifier[0]: It is in none of the slices mrn"))
        .anyMatch(each -> each.contains("Patient.identifier: There must be at least 1"));
    String identified =
        mrn.replace(
            "\"identifier\":[",
            "\"identifier\":[{\"use\":\"official\",\"system\":\"http://mrn.example\",\"value\":\"7\"},");
    assertThat(errors("Patient", identified))
        .singleElement()
        .asString()
        .contains("Patient.identifier[1]", "in none of the slices");
    String only =
        identified.replace(",{\"system\":\"http://hospital.example\",\"value\":\"1\"}", "");
    assertThat(errors("Patient", only)).isEmpty();
    assertThat(errors("Patient", only.replace("\"use\":\"official\",", "")))
        .as("what the slice demands of its values")
        .singleElement()
        .asString()
        .contains("Patient.identifier[0].use");
    assertThat(errors("Patient", only.replace("\"gender\":\"female\"", "\"active\":true")))
        .as("what the base demands")
        .singleElement()
        .asString()
        .contains("Patient.gender");
  }

  @Test
  @DisplayName("slices by the type, the presence and the target of a value, in their order")
  void slices() {
    String observation =
        "{\"resourceType\":\"Observation\",\"meta\":{\"profile\":[\"%spt-slices\"]},"
                .formatted(BASE)
            + "\"status\":\"final\",\"code\":{\"text\":\"x\"},%s}";
    String quantity = "\"valueQuantity\":{\"value\":1,\"unit\":\"g\"}";
    String performers =
        ",\"performer\":[{\"reference\":\"Practitioner/1\"},{\"reference\":\"Organization/1\"}]";
    String notes = ",\"note\":[{\"time\":\"2026-01-01\",\"text\":\"a\"},{\"text\":\"b\"}]";
    assertThat(errors("Observation", observation.formatted(quantity + performers + notes)))
        .isEmpty();
    assertThat(
            errors(
                "Observation", observation.formatted("\"valueString\":\"g\"" + performers + notes)))
        .singleElement()
        .asString()
        .contains("Observation.valueString", "none of the slices");
    assertThat(
            errors(
                "Observation",
                observation.formatted("\"valueQuantity\":{\"value\":1}" + performers + notes)))
        .singleElement()
        .asString()
        .contains("Observation.valueQuantity.unit");
    assertThat(
            errors(
                "Observation",
                observation.formatted(
                    quantity
                        + ",\"performer\":[{\"reference\":\"Organization/1\"},{\"reference\":\"Practitioner/1\"}]"
                        + notes)))
        .singleElement()
        .asString()
        .contains("out of its order");
    assertThat(
            errors(
                "Observation",
                observation.formatted(
                    quantity + performers + ",\"note\":[{\"text\":\"a\"},{\"text\":\"b\"}]")))
        .singleElement()
        .asString()
        .contains("in the slice timed");
  }

  @Test
  @DisplayName("a profile that is named must be known; one that is claimed is only warned of")
  void unknown() {
    String claims =
        "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"http://example.org/none\"]}}";
    assertThat(validated("Patient", claims))
        .anyMatch(each -> each.startsWith("warning not-found"))
        .noneMatch(each -> each.startsWith("error"));
    assertThat(
            issues(
                root("POST", "/Patient/$validate?profile=http://example.org/none")
                    .json("{\"active\":true}")
                    .send()))
        .anyMatch(each -> each.startsWith("error not-found"));
    assertThat(
            issues(
                root("POST", "/Patient/$validate?profile=" + BASE + "pt-bp")
                    .json("{\"active\":true}")
                    .send()))
        .anyMatch(
            each -> each.startsWith("error structure") && each.contains("is for Observation"));
    assertThat(
            issues(
                root("POST", "/Patient/$validate")
                    .json(
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"profile\",\"valueUri\":\""
                            + BASE
                            + "pt-patient\"},{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\"}}]}")
                    .send()))
        .filteredOn(each -> each.startsWith("error required"))
        .hasSize(3);
    assertThat(
            errors(
                "Patient",
                claims.replace(
                    "http://example.org/none", "http://hl7.org/fhir/StructureDefinition/Patient")))
        .isEmpty();
  }

  @Test
  @DisplayName(
      "what a profile says that cannot be looked at is told, and it is kept as any resource")
  void unusable() {
    put(
        "/StructureDefinition/pt-logical",
        """
        {"resourceType":"StructureDefinition","url":"%spt-logical","name":"L","status":"active","kind":"logical",
         "abstract":false,"type":"http://example.org/L","derivation":"specialization"}
        """
            .formatted(BASE));
    put(
        "/StructureDefinition/pt-odd",
        """
        {"resourceType":"StructureDefinition","url":"%1$spt-odd","name":"Odd","status":"active","kind":"resource",
         "abstract":false,"type":"Patient","baseDefinition":"%1$snone","derivation":"constraint",
         "differential":{"element":[{"id":"Patient.name","path":"Patient.name","min":1,
             "slicing":{"discriminator":[{"type":"profile","path":"$this"}],"rules":"open"}},
           {"id":"Patient.name:a","path":"Patient.name","sliceName":"a","min":1},
           {"id":"Patient.nothing","path":"Patient.nothing","min":1}]}}
        """
            .formatted(BASE));
    String claims = "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"%spt-%s\"]}}";
    assertThat(validated("Patient", claims.formatted(BASE, "logical")))
        .anyMatch(each ->
            each.startsWith("warning not-supported") && each.contains("constrains no type"));
    assertThat(validated("Patient", claims.formatted(BASE, "odd")))
        .anyMatch(each -> each.startsWith("error required Patient.name: "))
        .anyMatch(each -> each.startsWith("information") && each.contains("slices of Patient.name"))
        .anyMatch(
            each -> each.startsWith("information") && each.contains("no element Patient.nothing"))
        .anyMatch(
            each -> each.startsWith("information") && each.contains("StructureDefinition/none"));
  }

  @Test
  @DisplayName("GET validates what is stored; entries of a bundle have their own profiles")
  void stored() {
    put("/Patient/pt-stored", PATIENT.replace("\"gender\":\"female\"", "\"active\":true"));
    assertThat(issues(root("GET", "/Patient/pt-stored/$validate").send()))
        .anyMatch(each -> each.startsWith("error required Patient.gender"));
    assertThat(root("GET", "/Patient/pt-never/$validate").send().status()).isEqualTo(404);
    assertThat(
            errors(
                "Bundle",
                "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
                    + PATIENT.replace("\"gender\":\"female\"", "\"active\":true")
                    + "}]}"))
        .singleElement()
        .asString()
        .contains("Bundle.entry[0].resource.gender");
  }

  @Test
  @DisplayName("a profile that changes is compiled anew")
  void changed() {
    String profile =
        """
        {"resourceType":"StructureDefinition","url":"%spt-change","name":"C","status":"active","kind":"resource",
         "abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
         "derivation":"constraint","differential":{"element":[{"path":"Patient.%s","min":1}]}}
        """;
    String patient =
        "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"" + BASE + "pt-change\"]}}";
    put("/StructureDefinition/pt-change", profile.formatted(BASE, "photo"));
    assertThat(errors("Patient", patient)).singleElement().asString().contains("Patient.photo");
    put("/StructureDefinition/pt-change", profile.formatted(BASE, "telecom"));
    assertThat(errors("Patient", patient)).singleElement().asString().contains("Patient.telecom");
  }

  @Test
  @DisplayName("writes are refused only where the setting asks for it, and by known profiles only")
  void enforced() {
    String broken = PATIENT.replace("\"gender\":\"female\"", "\"active\":true");
    assertThat(root("POST", "/Patient").json(broken).send().status()).isEqualTo(201);
    try (TestApp app =
        TestApp.start(TestPostgres.newUrl(), Map.of(Setting.PROFILE_CHECKS, "claimed"))) {
      assertThat(app.asRoot("POST", "/Patient").json(broken).send().status())
          .as("none of the profiles is stored")
          .isEqualTo(201);
      assertThat(
              app.asRoot("PUT", "/StructureDefinition/pt-patient")
                  .json(file("patient"))
                  .send()
                  .status())
          .isEqualTo(201);
      Answer refused = app.asRoot("POST", "/Patient").json(broken).send();
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body()).contains("Patient.gender", "pt-patient");
      assertThat(app.asRoot("POST", "/Patient").json(PATIENT).send().status()).isEqualTo(201);
      assertThat(app.asRoot("POST", "/Patient/$validate").json(broken).send().body())
          .containsOnlyOnce("Patient.gender");
    }
  }
}
