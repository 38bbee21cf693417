package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferReturnEnum;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.gclient.StringClientParam;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The client of HAPI FHIR: one resource, its history, pages, who asks")
class HapiClientTest {
  private static final String SYSTEM = "urn:oid:1.2.36.146";

  private final IGenericClient client = HapiClient.root();

  private static Patient patient(String family, String number) {
    Patient patient = new Patient();
    patient.addName().setFamily(family).addGiven("Ada").addGiven("Mary");
    patient.addIdentifier().setSystem(SYSTEM).setValue(number);
    patient.setGender(AdministrativeGender.FEMALE);
    patient.setBirthDateElement(new DateType("1815-12"));
    return patient;
  }

  private Patient read(IIdType id) {
    return client.read().resource(Patient.class).withId(id.toUnqualifiedVersionless()).execute();
  }

  @Test
  @DisplayName("believes the server's metadata, also when it is told to look")
  void metadata() {
    client.forceConformanceCheck();
    CapabilityStatement statement =
        client.capabilities().ofType(CapabilityStatement.class).execute();
    assertThat(statement.getFhirVersion().toCode()).isEqualTo("4.0.1");
    assertThat(statement.getRestFirstRep().getResource())
        .anySatisfy(resource -> assertThat(resource.getType()).isEqualTo("Patient"));
  }

  @Test
  @DisplayName("creates, reads, updates, reads versions and history, deletes")
  void lifeOfAResource() {
    MethodOutcome created = client.create().resource(patient("Hapilife", "life")).execute();
    assertThat(created.getCreated()).isTrue();
    IIdType id = created.getId();
    assertThat(id.getVersionIdPart()).isEqualTo("1");
    Patient patient = read(id);
    assertThat(patient.getNameFirstRep().getGivenAsSingleString()).isEqualTo("Ada Mary");
    assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo("1815-12");
    assertThat(patient.getMeta().getLastUpdated()).isNotNull();

    patient.setActive(true);
    MethodOutcome updated = client.update().resource(patient).execute();
    assertThat(updated.getId().getVersionIdPart()).isEqualTo("2");
    assertThat(updated.getCreated()).isNotEqualTo(true);
    assertThat(read(id).getActive()).isTrue();
    assertThat(client.read().resource(Patient.class).withId(id).execute().hasActive()).isFalse();
    assertThat(
            client
                .read()
                .resource(Patient.class)
                .withIdAndVersion(id.getIdPart(), "2")
                .execute()
                .getActive())
        .isTrue();

    client.delete().resourceById(id.toUnqualifiedVersionless()).execute();
    assertThatThrownBy(() -> read(id)).isInstanceOf(ResourceGoneException.class);
    Bundle history =
        client
            .history()
            .onInstance(id.toUnqualifiedVersionless())
            .returnBundle(Bundle.class)
            .execute();
    assertThat(history.getType()).isEqualTo(Bundle.BundleType.HISTORY);
    assertThat(history.getEntry())
        .extracting(entry -> entry.getRequest().getMethod())
        .containsExactly(Bundle.HTTPVerb.DELETE, Bundle.HTTPVerb.PUT, Bundle.HTTPVerb.POST);
    assertThat(
            client
                .history()
                .onType(Patient.class)
                .returnBundle(Bundle.class)
                .count(1)
                .execute()
                .getEntry())
        .hasSize(1);
  }

  @Test
  @DisplayName("puts under an id of its own, and reads only what changed")
  void clientAssignedId() {
    Patient patient = patient("Hapiown", "own");
    patient.setId("hapi-own");
    assertThat(client.update().resource(patient).execute().getCreated()).isTrue();
    Patient known = read(new IdType("Patient", "hapi-own"));
    assertThat(
            client
                .read()
                .resource(Patient.class)
                .withId("hapi-own")
                .ifVersionMatches("1")
                .returnResource(known)
                .execute())
        .isSameAs(known);
  }

  @Test
  @DisplayName("patches by JSON Patch")
  void patch() {
    IIdType id = client.create().resource(patient("Hapipatch", "patch")).execute().getId();
    client
        .patch()
        .withBody("[{\"op\":\"replace\",\"path\":\"/gender\",\"value\":\"other\"}]")
        .withId(id.toUnqualifiedVersionless())
        .execute();
    assertThat(read(id).getGender()).isEqualTo(AdministrativeGender.OTHER);
  }

  @Test
  @DisplayName("creates only where none is there yet, and says which was found")
  void conditionalCreate() {
    Patient patient = patient("Hapicond", "cond");
    String condition = "Patient?identifier=" + SYSTEM + "|cond";
    MethodOutcome first = client.create().resource(patient).conditionalByUrl(condition).execute();
    MethodOutcome second =
        client
            .create()
            .resource(patient)
            .conditional()
            .where(Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, "cond"))
            .execute();
    assertThat(first.getCreated()).isTrue();
    assertThat(second.getCreated()).isNotEqualTo(true);
    assertThat(second.getId().getIdPart()).isEqualTo(first.getId().getIdPart());
    client.create().resource(patient).execute();
    assertThatThrownBy(
            () -> client.create().resource(patient).conditionalByUrl(condition).execute())
        .isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  @DisplayName("is given as much of what it wrote as it prefers")
  void prefer() {
    MethodOutcome whole =
        client
            .create()
            .resource(patient("Hapiwhole", "whole"))
            .prefer(PreferReturnEnum.REPRESENTATION)
            .execute();
    assertThat(whole.getResource()).isInstanceOf(Patient.class);
    MethodOutcome minimal =
        client
            .create()
            .resource(patient("Hapiminimal", "minimal"))
            .prefer(PreferReturnEnum.MINIMAL)
            .execute();
    assertThat(minimal.getResource()).isNull();
    assertThat(minimal.getId().hasIdPart()).isTrue();
    MethodOutcome outcome =
        client
            .create()
            .resource(patient("Hapioutcome", "outcome"))
            .prefer(PreferReturnEnum.OPERATION_OUTCOME)
            .execute();
    assertThat(outcome.getOperationOutcome()).isInstanceOf(OperationOutcome.class);
  }

  @Test
  @DisplayName("turns pages until there are no more, each resource once")
  void pages() {
    for (int i = 0; i < 25; i++) {
      client.create().resource(patient("Hapipage", "page-" + i)).execute();
    }
    Bundle page =
        client
            .search()
            .forResource(Patient.class)
            .where(Patient.FAMILY.matchesExactly().value("Hapipage"))
            .sort()
            .descending(new StringClientParam("_lastUpdated"))
            .count(10)
            .returnBundle(Bundle.class)
            .execute();
    assertThat(page.getTotal()).isEqualTo(25);
    List<String> ids = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    while (true) {
      sizes.add(page.getEntry().size());
      page.getEntry().forEach(entry -> ids.add(entry.getResource().getIdElement().getIdPart()));
      if (page.getLink(Bundle.LINK_NEXT) == null) {
        break;
      }
      page = client.loadPage().next(page).execute();
    }
    assertThat(sizes).containsExactly(10, 10, 5);
    assertThat(ids).doesNotHaveDuplicates().hasSize(25);
  }

  @Test
  @DisplayName("searches by POST, counts, and asks for elements")
  void searches() {
    client.create().resource(patient("Hapisearch", "search")).execute();
    var search =
        client
            .search()
            .forResource(Patient.class)
            .where(Patient.FAMILY.matches().value("hapisear"))
            .and(Patient.GENDER.exactly().code("female"))
            .and(Patient.BIRTHDATE.before().day("1900-01-01"));
    assertThat(
            search.returnBundle(Bundle.class).usingStyle(SearchStyleEnum.POST).execute().getEntry())
        .hasSize(1);
    Bundle count =
        client
            .search()
            .forResource(Patient.class)
            .where(Patient.FAMILY.matches().value("hapisear"))
            .summaryMode(SummaryEnum.COUNT)
            .returnBundle(Bundle.class)
            .execute();
    assertThat(count.getTotal()).isEqualTo(1);
    assertThat(count.getEntry()).isEmpty();
    Patient elements =
        (Patient)
            client
                .search()
                .forResource(Patient.class)
                .where(Patient.FAMILY.matches().value("hapisear"))
                .elementsSubset("gender")
                .returnBundle(Bundle.class)
                .execute()
                .getEntryFirstRep()
                .getResource();
    assertThat(elements.hasGender()).isTrue();
    assertThat(elements.hasName()).isFalse();
  }

  @Test
  @DisplayName("reads what was wrong in an OperationOutcome")
  void faults() {
    assertThatThrownBy(() -> read(new IdType("Patient", "hapi-none")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() ->
            client
                .create()
                .resource("{\"resourceType\":\"Observation\",\"code\":{\"text\":\"x\"}}")
                .execute())
        .isInstanceOfSatisfying(
            UnprocessableEntityException.class,
            refused -> {
              OperationOutcome outcome = (OperationOutcome) refused.getOperationOutcome();
              assertThat(Objects.requireNonNull(outcome).getIssueFirstRep().getExpression())
                  .extracting(Object::toString)
                  .containsExactly("Observation.status");
            });
    Patient patient = patient("Hapistale", "stale");
    patient.setId(client.create().resource(patient).execute().getId());
    client.update().resource(patient.setActive(true)).execute();
    // It says by If-Match which version it had read.
    assertThatThrownBy(() -> client.update().resource(patient.setActive(false)).execute())
        .isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  @DisplayName("works with a user's token as far as policies let it, until the session is closed")
  void token() {
    Given.put("/Client/hapi-app", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.put("/User/hapi-user", "{\"password\":\"password\"}");
    Given.put(
        "/AccessPolicy/hapi-user",
        """
        {"engine":"matcho","matcho":{"request-method":"get"},
         "link":[{"resourceType":"User","id":"hapi-user"}]}
        """);
    IIdType id = client.create().resource(patient("Hapitoken", "token")).execute().getId();
    String token = Given.signedIn("hapi-app", "hapi-user").text("access_token");
    IGenericClient user = HapiClient.bearer(token);
    IIdType here = id.toUnqualifiedVersionless();
    assertThat(user.read().resource(Patient.class).withId(here).execute().getNameFirstRep())
        .satisfies(name -> assertThat(name.getFamily()).isEqualTo("Hapitoken"));
    assertThatThrownBy(() -> user.delete().resourceById(here).execute())
        .isInstanceOf(ForbiddenOperationException.class);
    assertThat(Given.HTTP.delete("/Session").bearer(token).send().status()).isEqualTo(200);
    assertThatThrownBy(() -> user.read().resource(Patient.class).withId(here).execute())
        .isInstanceOf(AuthenticationException.class);
  }
}
