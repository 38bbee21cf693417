package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.util.BundleBuilder;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The client of HAPI FHIR: transactions, batches, conditions, chains and includes")
class HapiClientJoinsTest {
  private static final String SYSTEM = "urn:oid:1.2.36.147";

  private final IGenericClient client = HapiClient.root();

  private static Patient patient(String number) {
    Patient patient = new Patient();
    patient.addName().setFamily("Hapijoin" + number);
    patient.addIdentifier().setSystem(SYSTEM).setValue(number);
    return patient;
  }

  private static Observation observation(String subject) {
    Observation observation = new Observation();
    observation.setStatus(ObservationStatus.FINAL);
    observation.setCode(new CodeableConcept().setText("pulse"));
    observation.setSubject(new Reference(subject));
    return observation;
  }

  /// A patient and an observation that refers to them.
  private Bundle pair(String number) {
    Patient patient = patient(number);
    patient.setId("urn:uuid:6ba7b810-9dad-4bd1-80b4-00c04fd430c8");
    BundleBuilder builder = new BundleBuilder(client.getFhirContext());
    builder.addTransactionCreateEntry(patient);
    builder.addTransactionCreateEntry(observation(patient.getId()));
    return client.transaction().withBundle((Bundle) builder.getBundle()).execute();
  }

  private static String location(Bundle answer, int entry) {
    return answer.getEntry().get(entry).getResponse().getLocation().replaceFirst("/_history.*", "");
  }

  @Test
  @DisplayName("writes a transaction, whose references are resolved")
  void transaction() {
    Bundle answer = pair("tx");
    assertThat(answer.getType()).isEqualTo(Bundle.BundleType.TRANSACTIONRESPONSE);
    assertThat(answer.getEntry())
        .allSatisfy(entry -> assertThat(entry.getResponse().getStatus()).startsWith("201"));
    Observation observation =
        client
            .search()
            .forResource(Observation.class)
            .where(Observation.SUBJECT.hasId(location(answer, 0).replaceFirst(".*Patient/", "")))
            .returnBundle(Bundle.class)
            .execute()
            .getEntry()
            .stream()
            .map(entry -> (Observation) entry.getResource())
            .findFirst()
            .orElseThrow();
    assertThat(location(answer, 0)).endsWith(observation.getSubject().getReference());
  }

  @Test
  @DisplayName("learns which entry a transaction was refused for, and nothing of it is there")
  void refusedTransaction() {
    BundleBuilder builder = new BundleBuilder(client.getFhirContext());
    builder.addTransactionCreateEntry(patient("refused"));
    builder.addTransactionCreateEntry(observation("Patient/x").setStatus(null));
    assertThatThrownBy(() -> client.transaction().withBundle(builder.getBundle()).execute())
        .isInstanceOf(UnprocessableEntityException.class)
        .hasMessageContainingAll("entry[1]", "Observation must have status");
    assertThat(named("refused").getEntry()).isEmpty();
  }

  private Bundle named(String number) {
    return client
        .search()
        .forResource(Patient.class)
        .where(Patient.FAMILY.matchesExactly().value("Hapijoin" + number))
        .returnBundle(Bundle.class)
        .execute();
  }

  @Test
  @DisplayName("has a batch done entry by entry, reads and searches among them")
  void batch() {
    Bundle batch = new Bundle().setType(Bundle.BundleType.BATCH);
    batch
        .addEntry()
        .setResource(patient("batch"))
        .getRequest()
        .setMethod(Bundle.HTTPVerb.POST)
        .setUrl("Patient");
    for (String url : List.of("Patient/hapi-no-such", "Patient?family=Hapijoinbatch")) {
      batch.addEntry().getRequest().setMethod(Bundle.HTTPVerb.GET).setUrl(url);
    }
    Bundle answer = client.transaction().withBundle(batch).execute();
    assertThat(answer.getEntry())
        .extracting(entry -> entry.getResponse().getStatus().substring(0, 3))
        .containsExactly("201", "404", "200");
    assertThat(answer.getEntry().get(2).getResource()).isInstanceOf(Bundle.class);
  }

  @Test
  @DisplayName("updates and deletes by condition")
  void conditions() {
    String url = "Patient?identifier=" + SYSTEM + "|cond";
    MethodOutcome made = client.update().resource(patient("cond")).conditionalByUrl(url).execute();
    assertThat(made.getCreated()).isTrue();
    MethodOutcome changed =
        client
            .update()
            .resource(patient("cond").setActive(true))
            .conditional()
            .where(Patient.IDENTIFIER.exactly().systemAndIdentifier(SYSTEM, "cond"))
            .execute();
    assertThat(changed.getId().toUnqualifiedVersionless())
        .isEqualTo(made.getId().toUnqualifiedVersionless());
    assertThat(changed.getId().getVersionIdPart()).isEqualTo("2");
    client.delete().resourceConditionalByUrl(url).execute();
    assertThat(named("cond").getEntry()).isEmpty();
    client.create().resource(patient("cond")).execute();
    client.create().resource(patient("cond")).execute();
    assertThatThrownBy(
            () -> client.update().resource(patient("cond")).conditionalByUrl(url).execute())
        .isInstanceOf(PreconditionFailedException.class);
    assertThatThrownBy(() -> client.delete().resourceConditionalByUrl(url).execute())
        .isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  @DisplayName("follows references: chains, _has, _include, _revinclude")
  void joins() {
    pair("chain");
    Bundle chained =
        client
            .search()
            .forResource(Observation.class)
            .where(
                Observation.SUBJECT.hasChainedProperty(
                    "Patient", Patient.FAMILY.matchesExactly().value("Hapijoinchain")))
            .include(Observation.INCLUDE_SUBJECT)
            .returnBundle(Bundle.class)
            .execute();
    assertThat(chained.getEntry())
        .extracting(entry -> entry.getSearch().getMode().toCode())
        .containsExactly("match", "include");
    Bundle having =
        client
            .search()
            .forResource(Patient.class)
            .whereMap(
                Map.of(
                    "_has:Observation:subject:status", List.of("final"),
                    "family", List.of("Hapijoinchain")))
            .returnBundle(Bundle.class)
            .execute();
    assertThat(having.getEntry()).hasSize(1);
    Bundle back =
        client
            .search()
            .forResource(Patient.class)
            .where(Patient.FAMILY.matchesExactly().value("Hapijoinchain"))
            .revInclude(Observation.INCLUDE_SUBJECT)
            .returnBundle(Bundle.class)
            .execute();
    assertThat(back.getEntry())
        .extracting(entry -> entry.getResource().fhirType())
        .containsExactly("Patient", "Observation");
  }

  @Test
  @DisplayName("pages through matches with what comes along with them")
  void pages() {
    BundleBuilder builder = new BundleBuilder(client.getFhirContext());
    Patient patient = patient("paged");
    patient.setId("urn:uuid:6ba7b811-9dad-4bd1-80b4-00c04fd430c8");
    builder.addTransactionCreateEntry(patient);
    for (int i = 0; i < 7; i++) {
      Encounter encounter = new Encounter();
      encounter.setStatus(Encounter.EncounterStatus.FINISHED);
      encounter.getClass_().setCode("AMB");
      encounter.setSubject(new Reference(patient.getId()));
      builder.addTransactionCreateEntry(encounter);
    }
    Bundle written = client.transaction().withBundle((Bundle) builder.getBundle()).execute();
    String id = location(written, 0).replaceFirst(".*Patient/", "");
    Bundle page =
        client
            .search()
            .forResource(Encounter.class)
            .where(Encounter.PATIENT.hasId(id))
            .include(Encounter.INCLUDE_PATIENT)
            .count(3)
            .returnBundle(Bundle.class)
            .execute();
    int matches = 0;
    int pages = 0;
    while (true) {
      pages++;
      matches +=
          (int)
              page.getEntry().stream()
                  .filter(entry -> entry.getSearch().getMode().toCode().equals("match"))
                  .count();
      assertThat(page.getEntry())
          .filteredOn(entry -> entry.getResource() instanceof Patient)
          .hasSize(1);
      if (page.getLink(Bundle.LINK_NEXT) == null) {
        break;
      }
      page = client.loadPage().next(page).execute();
    }
    assertThat(matches).isEqualTo(7);
    assertThat(pages).isEqualTo(3);
  }
}
