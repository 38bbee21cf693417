package dev.andiron.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Definitions of FHIR R4 and of the server's own types")
class DefinitionsTest {
  private static final Definitions DEFINITIONS = Definitions.load();
  private static final List<String> SYSTEM_TYPES =
      List.of("AccessPolicy", "Client", "Operation", "Role", "Session", "User");

  @Test
  @DisplayName("R4 resourcelist: 146 resource types and the server's own six")
  void resourceTypes() {
    assertThat(DEFINITIONS.resourceTypes()).hasSize(146 + 6).containsAll(SYSTEM_TYPES);
    assertThat(DEFINITIONS.isResourceType("Patient")).isTrue();
    for (String none : List.of("DomainResource", "Resource", "HumanName", "patient", "", "Scope")) {
      assertThat(DEFINITIONS.isResourceType(none)).as(none).isFalse();
    }
  }

  @Test
  @DisplayName("every element of every type has types that are defined, and is found by its names")
  void everyElementResolves() {
    for (TypeDefinition type : DEFINITIONS.types()) {
      for (ElementDefinition element : type.elements()) {
        assertThat(type.element(element.name())).isSameAs(element);
        assertThat(element.types()).as(element.path()).isNotEmpty();
        assertThat(element.choice() || element.types().size() == 1).as(element.path()).isTrue();
        for (ElementType each : element.types()) {
          assertThat(DEFINITIONS.type(each.name())).as(element.path()).isNotNull();
        }
        String name =
            element.choice()
                ? element.name() + capital(element.types().getFirst().name())
                : element.name();
        assertThat(type.member(name)).as(element.path()).isNotNull();
      }
    }
  }

  @Test
  @DisplayName("R4 Patient, Observation, Bundle: names, choices, content references, targets")
  void elements() {
    assertThat(type("Patient").elements().stream().map(ElementDefinition::name))
        .startsWith("id", "meta", "implicitRules", "language", "text", "contained")
        .endsWith("communication", "generalPractitioner", "managingOrganization", "link");
    assertThat(element("Patient", "name").types().getFirst().name()).isEqualTo("HumanName");
    assertThat(element("Patient", "name").repeats()).isTrue();
    assertThat(element("Patient", "contact").types().getFirst().name())
        .isEqualTo("Patient.contact");
    assertThat(type("Patient.contact").is("BackboneElement")).isTrue();
    assertThat(element("Patient", "managingOrganization").types())
        .containsExactly(new ElementType("Reference", List.of("Organization")));
    assertThat(element("Observation", "value").choice()).isTrue();
    assertThat(element("Observation", "value").types()).hasSize(11);
    assertThat(member("Observation", "valueQuantity").definition().name()).isEqualTo("Quantity");
    assertThat(type("Observation").member("value")).isNull();
    assertThat(member("Patient", "_birthDate").extension()).isTrue();
    assertThat(type("Patient").member("_id")).isNull();
    assertThat(type("Extension").member("_url")).isNull();
    assertThat(type("Age").member("value")).isNotNull();
    assertThat(member("Bundle.entry", "link").definition()).isSameAs(type("Bundle.link"));
    assertThat(element("Observation", "status").min()).isEqualTo(1);
  }

  @Test
  @DisplayName("R4 bindings: required value sets are listed where that can be")
  void valueSets() {
    String gender = Objects.requireNonNull(element("Patient", "gender").valueSet());
    ValueSetDefinition genders = Objects.requireNonNull(DEFINITIONS.valueSet(gender));
    assertThat(genders.contains("female")).isTrue();
    assertThat(genders.contains("f")).isFalse();
    assertThat(genders.contains("http://hl7.org/fhir/administrative-gender", "female")).isTrue();
    assertThat(genders.contains("http://example.org", "female")).isFalse();
  }

  @Test
  @DisplayName("R4 bindings: what cannot be listed, with how many elements it binds, is only this")
  void unlistedValueSets() {
    Map<String, Integer> unlisted = new TreeMap<>();
    Set<String> bound = new TreeSet<>();
    for (TypeDefinition type : DEFINITIONS.types()) {
      for (ElementDefinition element : type.elements()) {
        String url = element.valueSet();
        if (url != null && element.path().startsWith(type.name() + ".")) {
          element.types().forEach(each -> bound.add(each.name()));
          if (DEFINITIONS.valueSet(url) == null) {
            unlisted.merge(url, 1, Integer::sum);
          }
        }
      }
    }
    // all of them are bound in one of the ways that the validator checks
    assertThat(bound).containsExactly("CodeableConcept", "code");
    assertThat(unlisted)
        .containsOnlyKeys(
            "http://hl7.org/fhir/ValueSet/all-languages",
            "http://hl7.org/fhir/ValueSet/currencies",
            "http://hl7.org/fhir/ValueSet/mimetypes",
            "http://hl7.org/fhir/ValueSet/ucum-units",
            // LOINC's answers for MolecularSequence.structureVariant.variantType
            "http://loinc.org/vs/LL379-9");
    assertThat(unlisted).containsEntry("http://loinc.org/vs/LL379-9", 1);
  }

  @Test
  @DisplayName("R4 search parameters: all 1375, components resolve, those of Resource everywhere")
  void searchParameters() {
    long own =
        DEFINITIONS.searchParameters().stream()
            .filter(each -> each.url().startsWith("urn:andiron:"))
            .count();
    assertThat(DEFINITIONS.searchParameters()).hasSize(1375 + (int) own);
    for (SearchParameterDefinition parameter : DEFINITIONS.searchParameters()) {
      for (SearchParameterDefinition.Component component : parameter.components()) {
        assertThat(DEFINITIONS.searchParameter(component.definition()))
            .as(parameter.url())
            .isNotNull();
      }
      for (String base : parameter.bases()) {
        assertThat(DEFINITIONS.type(base)).as(parameter.url()).isNotNull();
      }
      assertThat(parameter.components().isEmpty())
          .isEqualTo(parameter.type() != SearchParameterDefinition.Type.COMPOSITE);
    }
    for (String type : DEFINITIONS.resourceTypes()) {
      assertThat(DEFINITIONS.searchParameters(type)).containsKeys("_id", "_lastUpdated", "_tag");
    }
    assertThat(DEFINITIONS.searchParameters("Patient")).containsKeys("birthdate", "name", "_text");
    assertThat(parameter("Patient", "general-practitioner").targets())
        .containsExactlyInAnyOrder("Practitioner", "Organization", "PractitionerRole");
    assertThat(parameter("Account", "subject").type())
        .isEqualTo(SearchParameterDefinition.Type.REFERENCE);
  }

  @Test
  @DisplayName("contract, Search: the parameters of the server's own types")
  void systemSearchParameters() {
    assertThat(DEFINITIONS.searchParameters("User"))
        .containsKeys("email", "userName", "inactive", "fhirUser", "name");
    assertThat(DEFINITIONS.searchParameters("Client")).containsKeys("name", "grant-type", "active");
    assertThat(DEFINITIONS.searchParameters("Session"))
        .containsKeys("user", "client", "active", "type", "start", "exp");
    assertThat(DEFINITIONS.searchParameters("AccessPolicy"))
        .containsKeys("link", "engine", "role-name");
    assertThat(DEFINITIONS.searchParameters("Role")).containsKeys("name", "user");
    assertThat(parameter("User", "email").foldsCase()).isTrue();
    assertThat(parameter("Client", "name").foldsCase()).isFalse();
  }

  @Test
  @DisplayName("contract, Resources: which elements are credentials, and that none is searched")
  void credentials() {
    List<String> credentials = new ArrayList<>();
    for (TypeDefinition type : DEFINITIONS.types()) {
      for (ElementDefinition element : type.elements()) {
        if (element.credential()) {
          credentials.add(element.path());
        }
      }
    }
    assertThat(credentials)
        .containsExactlyInAnyOrder(
            "User.password",
            "User.twoFactor.secretKey",
            "Client.secret",
            "Session.access_token",
            "Session.refresh_token",
            "Session.authorization_code");
    for (SearchParameterDefinition parameter : DEFINITIONS.searchParameters()) {
      assertThat(credentials).doesNotContain(String.valueOf(parameter.expression()));
    }
  }

  private static TypeDefinition type(String name) {
    return known(DEFINITIONS.type(name), name);
  }

  private static ElementDefinition element(String type, String name) {
    return known(type(type).element(name), name);
  }

  private static MemberDefinition member(String type, String name) {
    return known(type(type).member(name), name);
  }

  private static SearchParameterDefinition parameter(String type, String code) {
    return known(DEFINITIONS.searchParameters(type).get(code), code);
  }

  private static <T> T known(@Nullable T value, String name) {
    return Objects.requireNonNull(value, name);
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
