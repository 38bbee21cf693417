package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search §chaining and §has, and who may ask")
class ChainContractTest {
  private static final String NAMED = "code=ch-code&subject:Patient.family=Chaintest";

  @BeforeAll
  static void resources() {
    Given.put("/Organization/ch-org", "{\"name\":\"Chain Clinic\"}");
    for (String patient : List.of("a", "b")) {
      Given.put(
          "/Patient/ch-" + patient,
          "{\"name\":[{\"family\":\"%s\"}],\"managingOrganization\":{\"reference\":\"Organization/ch-org\"}}"
              .formatted(patient.equals("a") ? "Chaintest" : "Otherchain"));
      for (int i = 1; i <= 5; i++) {
        Given.put(
            "/Observation/ch-" + patient + i,
            "{\"status\":\"final\",\"code\":{\"coding\":[{\"code\":\"ch-code\"}]},\"effectiveDateTime\":\"2024-01-0%d\",\"subject\":{\"reference\":\"Patient/ch-%s\"}}"
                .formatted(6 - i, patient));
      }
    }
    client("ch-observations", "Observation");
    client("ch-patients", "Patient", "Observation");
    Given.put("/Client/ch-narrow", "{\"secret\":\"secret\",\"grant_types\":[\"basic\"]}");
    Given.put(
        "/AccessPolicy/ch-narrow",
        "{\"engine\":\"complex\",\"link\":[{\"reference\":\"Client/ch-narrow\"}],\"or\":["
            + "{\"engine\":\"matcho\",\"matcho\":{\"uri\":\"/fhir/Observation\"}},"
            + "{\"engine\":\"matcho\",\"matcho\":{\"uri\":\"/fhir/Patient/ch-a\",\"operation\":{\"id\":\"FhirRead\"}}},"
            + "{\"engine\":\"matcho\",\"matcho\":{\"uri\":\"/fhir/Patient\",\"params\":{\"family\":\"Chaintest\"}}}]}");
  }

  /// A client that may search these types.
  private static void client(String id, String... types) {
    Given.put("/Client/" + id, "{\"secret\":\"secret\",\"grant_types\":[\"basic\"]}");
    Given.put(
        "/AccessPolicy/" + id,
        "{\"engine\":\"matcho\",\"link\":[{\"reference\":\"Client/%s\"}],\"matcho\":{\"uri\":\"#^/fhir/(%s)$\",\"request-method\":\"get\"}}"
            .formatted(id, String.join("|", types)));
  }

  private static Answer as(String client, String path) {
    return Given.HTTP.get(path).basic(client, "secret").send();
  }

  private static List<String> ids(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.resources().stream().map(each -> String.valueOf(each.string("id"))).toList();
  }

  @Test
  @DisplayName("GET and POST _search give the same; pages go on with the chain in their links")
  void pages() {
    Answer first = Given.read("/Observation?" + NAMED + "&_sort=date&_count=2");
    assertThat(ids(first)).containsExactly("ch-a5", "ch-a4");
    assertThat(first.body()).contains("\"total\":5");
    Answer posted =
        Given.root("POST", "/Observation/_search")
            .form(
                "code",
                "ch-code",
                "subject:Patient.family",
                "Chaintest",
                "_sort",
                "date",
                "_count",
                "2")
            .send();
    assertThat(posted.body()).isEqualTo(first.body());
    List<String> all = new ArrayList<>(ids(first));
    for (String next = first.link("next"); next != null; ) {
      Answer page = Given.read(next.substring(next.indexOf("/Observation")));
      all.addAll(ids(page));
      next = page.link("next");
    }
    assertThat(all).containsExactly("ch-a5", "ch-a4", "ch-a3", "ch-a2", "ch-a1");
    String link = String.valueOf(first.link("next"));
    assertThat(
            Given.root(
                    "GET",
                    link.substring(link.indexOf("/Observation")).replace("Chaintest", "Otherchain"))
                .send()
                .status())
        .isEqualTo(400);
  }

  @Test
  @DisplayName("several steps, and back")
  void steps() {
    assertThat(
            ids(
                Given.read(
                    "/Observation?code=ch-code&patient.organization.name=chain%20cl&_summary=count")))
        .isEmpty();
    assertThat(ids(Given.read("/Observation?code=ch-code&patient.organization.name=chain%20cl")))
        .hasSize(10);
    assertThat(
            ids(
                Given.read(
                    "/Organization?_has:Patient:organization:_has:Observation:patient:code=ch-code")))
        .containsExactly("ch-org");
  }

  @Test
  @DisplayName("Prefer: handling=lenient passes over chains that lead nowhere")
  void lenient() {
    Answer answer =
        Given.root("GET", "/Observation?" + NAMED + "&subject.nickname=x&_has:Foo:bar:baz=x")
            .header("Prefer", "handling=lenient")
            .send();
    assertThat(ids(answer)).hasSize(5);
    assertThat(answer.link("self"))
        .contains("subject:Patient.family")
        .doesNotContain("nickname", "Foo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/Observation?subject:Patient.family=Chaintest; GET /Patient?family=",
        "/Observation?patient.family=nobody; GET /Patient?family=",
        "/Observation?subject.name=x; GET /Location?name=",
        "/Observation?patient._id=ch-a; GET /Patient?_id=",
        "/Observation?patient.organization.name=x; GET /Organization?name=",
        "/Observation?_has:Provenance:target:agent=x; GET /Provenance?agent=",
        "/Observation?patient._has:Encounter:patient:status=finished; GET /Encounter?status="
      })
  @DisplayName("who may not ask the other search may not ask it as part of one, whatever there is")
  void denied(String path, String search) {
    Answer answer = as("ch-observations", path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains(search);
    assertThat(ids(Given.read(path.contains("nobody") ? "/Observation?_id=none" : path)))
        .isNotNull();
  }

  @Test
  @DisplayName("each step is asked for")
  void eachStep() {
    assertThat(ids(as("ch-patients", "/Observation?" + NAMED))).hasSize(5);
    assertThat(as("ch-patients", "/Observation?patient.organization.name=x").status())
        .isEqualTo(403);
    assertThat(as("ch-patients", "/Patient?_has:Observation:patient:code=ch-code").status())
        .isEqualTo(200);
    assertThat(as("ch-observations", "/Patient?_has:Observation:patient:code=ch-code").status())
        .isEqualTo(403);
  }

  @Test
  @DisplayName("by the very parameter and value; by an id also for whoever may read it")
  void byParameter() {
    assertThat(ids(as("ch-narrow", "/Observation?" + NAMED))).hasSize(5);
    assertThat(as("ch-narrow", "/Observation?subject:Patient.family=Otherchain").status())
        .isEqualTo(403);
    assertThat(as("ch-narrow", "/Observation?subject:Patient.family=Chaintest,Otherchain").status())
        .isEqualTo(403);
    assertThat(ids(as("ch-narrow", "/Observation?code=ch-code&patient._id=ch-a"))).hasSize(5);
    assertThat(as("ch-narrow", "/Observation?code=ch-code&patient._id=ch-b").status())
        .isEqualTo(403);
    assertThat(as("ch-narrow", "/Observation?code=ch-code&patient._id=ch-a,ch-b").status())
        .isEqualTo(403);
  }

  @Test
  @DisplayName("nor by POST _search, nor as the condition of a create")
  void elsewhere() {
    assertThat(
            Given.HTTP
                .post("/Observation/_search")
                .basic("ch-observations", "secret")
                .form("subject:Patient.family", "Chaintest")
                .send()
                .status())
        .isEqualTo(403);
    Given.put(
        "/AccessPolicy/ch-create",
        "{\"engine\":\"matcho\",\"link\":[{\"reference\":\"Client/ch-observations\"}],\"matcho\":{\"uri\":\"/fhir/Observation\"}}");
    String body =
        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"}}";
    assertThat(
            Given.HTTP
                .post("/Observation")
                .basic("ch-observations", "secret")
                .header("If-None-Exist", "patient.family=Chaintest")
                .json(body)
                .send()
                .status())
        .isEqualTo(403);
    assertThat(
            Given.root("POST", "/Observation")
                .header("If-None-Exist", "code=ch-code&patient.family=Chaintest&date=2024-01-01")
                .json(body)
                .send()
                .text("id"))
        .isEqualTo("ch-a5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Observation; subject.; a chain is written",
        "Observation; subject:.name; a chain is written",
        "Observation; .name; a chain is written",
        "Observation; subject..name; a chain is written",
        "Observation; subject:Patient.; a chain is written",
        "Observation; subject:Practitioner.name; does not refer to a Practitioner. It refers to: Device, Group",
        "Observation; subject:Foo.name; does not refer to a Foo",
        "Observation; subject:identifier.value; does not refer to a identifier",
        "Observation; subject:Patient.nickname; Patient is not searched with the search parameter nickname",
        "Observation; subject:Patient.family:odd; It takes: :contains, :exact",
        "Observation; subject.nickname; None of what Observation.subject refers to",
        "Appointment; supporting-info.series; searched in different ways",
        "Observation; code.text; does not refer to resources",
        "Observation; code:Patient.text; does not refer to resources",
        "Observation; _id.name; does not refer to resources",
        "Observation; nothing.name; Observation is not searched with the search parameter nothing",
        "Provenance; target.identifier; name one, as target:",
        "PlanDefinition; definition.name; does not refer to resources",
        "Patient; _has; _has is written",
        "Patient; _has:; _has is written",
        "Patient; _has:Observation; _has is written",
        "Patient; _has:Observation:patient; _has is written",
        "Patient; _has:Observation:patient:; _has is written",
        "Patient; _has::patient:code; _has is written",
        "Patient; _has:Foo:patient:code; There is no resource type Foo",
        "Patient; _has:Observation:performed:code; Observation is not searched with the search parameter performed",
        "Patient; _has:Observation:code:code; does not refer to resources",
        "Patient; _has:Observation:encounter:code; Observation.encounter does not refer to a Patient",
        "Patient; _has:Observation:patient:nothing; Observation is not searched with the search parameter nothing",
        "Patient; _has:Observation:patient:_has:Patient:link:_has:Patient:link:_has:Patient:link:_has:Patient:link:_has:Patient:link:active; more than 5 references",
        "Patient; link:Patient.link:Patient.link:Patient.link:Patient.link:Patient.link:Patient.active; more than 5 references",
        "Session; user.password; searched with password",
        "Session; user:User.password; User is not searched with the search parameter password",
        "Session; client.secret; searched with secret",
        "User; _has:Client:secret:x; Client is not searched with the search parameter secret",
        "User; _has:Session:user:access_token; Session is not searched with the search parameter access_token",
        "Client; _has:Session:client:refresh_token; refresh_token",
        "User; _has:Session:user:user.password; searched with password"
      })
  @DisplayName("a chain that leads nowhere is refused, and it is said why")
  void refused(String type, String name, String says) {
    Answer answer =
        Given.root("GET", "/" + type + "?" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "=x")
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(says.split("\\|"))
        .as(answer.body())
        .anySatisfy(each -> assertThat(answer.body()).contains(each));
  }

  @Test
  @DisplayName("empty and huge values, many and long names are answered or refused soon")
  void hostile() {
    for (String query :
        List.of(
            "patient.family=",
            "patient.family=a,,b",
            "patient.family=" + "x".repeat(3000),
            "patient.birthdate=never",
            "patient.gender:missing=perhaps",
            "subject." + "link.".repeat(1000) + "name=x",
            "_has:Observation:patient:".repeat(200) + "code=x",
            "patient." + "x".repeat(3000) + "=x",
            "patient.identifier=" + "a,".repeat(600) + "a")) {
      Answer answer = Given.root("GET", "/Observation?" + query).send();
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    }
    StringBuilder many = new StringBuilder("/Observation?code=ch-code");
    for (int i = 0; i < 90; i++) {
      many.append("&subject.identifier=x").append(i);
    }
    assertThat(Given.root("GET", many.toString()).send().body())
        .contains("more than 200 parameters");
    StringBuilder hundred = new StringBuilder("/Observation?code=ch-code");
    for (int i = 0; i < 90; i++) {
      hundred.append("&patient.family=Chaintest").append(i % 2 == 0 ? "" : ",x");
    }
    assertThat(ids(Given.root("GET", hundred.toString()).send())).hasSize(5);
    for (String type : List.of("Basic", "Provenance", "Task", "AuditEvent")) {
      for (String name : List.of("subject", "target", "focus", "entity", "based-on", "patient")) {
        JsonObject outcome =
            Given.root("GET", "/" + type + "?" + (name + ".").repeat(5) + "_id=x").send().json();
        assertThat(outcome.string("resourceType")).isIn("OperationOutcome", "Bundle");
      }
    }
  }
}
