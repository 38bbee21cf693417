package dev.andiron.contract;

import static dev.andiron.Bundled.Entry.entry;
import static dev.andiron.Bundled.Entry.post;
import static dev.andiron.Bundled.Entry.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "FHIR R4 §3.1.0.11.2 (http.html#trules), bundle.html#references: links in transactions")
class TransactionLinksContractTest {
  private static Answer transaction(Entry... entries) {
    return Bundled.transaction(root("POST", "/"), entries);
  }

  private static Answer refused(int status, Entry... entries) {
    return Bundled.refused(root("POST", "/"), status, entries);
  }

  private static String urn() {
    return "urn:uuid:" + UUID.randomUUID();
  }

  private static String stored(Answer answer, int index) {
    return Given.read("/" + Bundled.key(answer, index)).body();
  }

  @Test
  @DisplayName("urn:uuid forwards, backwards and in a circle")
  void circle() {
    String one = urn();
    String two = urn();
    String body =
        "{'resourceType':'Patient','link':[{'type':'seealso','other':{'reference':'%s'}}]}";
    Answer answer =
        transaction(
            post("Patient", body.formatted(two)).fullUrl(one),
            post("Patient", body.formatted(one)).fullUrl(two),
            post("Patient", body.formatted(one)));
    assertThat(stored(answer, 0)).contains("\"reference\":\"" + Bundled.key(answer, 1) + "\"");
    assertThat(stored(answer, 1)).contains("\"reference\":\"" + Bundled.key(answer, 0) + "\"");
    assertThat(stored(answer, 2)).contains("\"reference\":\"" + Bundled.key(answer, 0) + "\"");
    assertThat(answer.body()).doesNotContain(one, two);
    assertThat(Given.read("/Patient?link=" + Bundled.key(answer, 0)).text("total")).isEmpty();
    assertThat(Given.read("/Patient?link=" + Bundled.key(answer, 0)).resources()).hasSize(2);
  }

  @Test
  @DisplayName("elements of type uri and url; contained, extensions, those of primitives")
  void everywhere() {
    String urn = urn();
    Answer answer =
        transaction(
            post("Patient", "{'resourceType':'Patient'}").fullUrl(urn),
            post(
                "Observation",
                """
                {'resourceType':'Observation','status':'final','code':{'text':'x'},
                 'contained':[{'resourceType':'Practitioner','id':'c',
                   'extension':[{'url':'http://x.example/c','valueReference':{'reference':'URN'}}]}],
                 'performer':[{'reference':'#c'}],
                 'subject':{'reference':'URN','display':'URN'},
                 '_status':{'extension':[{'url':'http://x.example/p','valueReference':{'reference':'URN'}}]},
                 'extension':[
                   {'url':'http://x.example/1','valueUri':'URN'},
                   {'url':'http://x.example/2','valueUrl':'URN'},
                   {'url':'http://x.example/3','valueUuid':'URN'},
                   {'url':'http://x.example/5','extension':[
                     {'url':'in','valueReference':{'reference':'URN'}}]}]}
                """
                    .replace("URN", urn)));
    String patient = Bundled.key(answer, 0);
    String stored = stored(answer, 1);
    for (String changed :
        new String[] {
          "\"valueUri\":\"P\"",
          "\"valueUrl\":\"P\"",
          "\"url\":\"in\",\"valueReference\":{\"reference\":\"P\"}",
          "\"url\":\"http://x.example/p\",\"valueReference\":{\"reference\":\"P\"}",
          "\"url\":\"http://x.example/c\",\"valueReference\":{\"reference\":\"P\"}",
          "\"subject\":{\"reference\":\"P\",\"display\":\"" + urn + "\"}"
        }) {
      assertThat(stored).contains(changed.replace("\"P\"", "\"" + patient + "\""));
    }
    assertThat(stored).contains("{\"reference\":\"#c\"}");
    assertThat(stored).as("is to be a UUID").contains("\"valueUuid\":\"" + urn + "\"");
  }

  @Test
  @DisplayName("not in canonicals, strings, identifiers, free data, nor in a bundle inside")
  void notThere() {
    String urn = urn();
    Answer answer =
        transaction(
            post("Patient", "{'resourceType':'Patient'}").fullUrl(urn),
            post(
                "Observation",
                """
                {'resourceType':'Observation','status':'final','code':{'text':'URN'},
                 'identifier':[{'system':'urn:ietf:rfc:3986','value':'URN'}],
                 'extension':[{'url':'http://x.example/1','valueCanonical':'URN'},
                   {'url':'http://x.example/2','valueString':'URN'}]}
                """
                    .replace("URN", urn)),
            post(
                "Bundle",
                """
                {'resourceType':'Bundle','type':'collection','entry':[{'fullUrl':'URN',
                 'resource':{'resourceType':'Patient','managingOrganization':{'reference':'URN'}}}]}
                """
                    .replace("URN", urn)));
    assertThat(stored(answer, 1).split(urn, -1)).hasSize(5);
    assertThat(stored(answer, 2)).contains("\"managingOrganization\":{\"reference\":\"" + urn);
  }

  @Test
  @DisplayName("href and src of narratives, in either quotes; their text stays")
  void narrative() {
    String urn = urn();
    Answer answer =
        transaction(
            post("Patient", "{'resourceType':'Patient'}").fullUrl(urn),
            put(
                "Patient/tl-narrative",
                """
                {'resourceType':'Patient','text':{'status':'generated','div':
                 '<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><a href=\\"URN\\">URN</a><a\
                 href=\\u0027URN\\u0027>b</a><img alt=\\"i\\" src=\\"URN\\"/></div>'}}
                """
                    .replace("URN", urn)));
    String patient = Bundled.key(answer, 0);
    assertThat(stored(answer, 1))
        .contains(
            "<a href=\\\"" + patient + "\\\">" + urn + "</a>",
            "href='" + patient + "'",
            "src=\\\"" + patient + "\\\"");
  }

  @Test
  @DisplayName("absolute fullUrls, and the relative references that mean the same")
  void absolute() {
    String base = "http://other.example/r4/";
    Answer answer =
        transaction(
            post("Patient", "{'resourceType':'Patient','id':'tl-9'}")
                .fullUrl(base + "Patient/tl-9"),
            post(
                "Observation",
                """
                {'resourceType':'Observation','status':'final','code':{'text':'x'},
                 'subject':{'reference':'Patient/tl-9'},
                 'focus':[{'reference':'BASEPatient/tl-9'},
                   {'reference':'BASEPatient/tl-9/_history/7'},{'reference':'BASEPatient/tl-8'},
                   {'reference':'Patient/tl-9/_history/2'}]}
                """
                    .replace("BASE", base)));
    String patient = Bundled.key(answer, 0);
    assertThat(patient).isNotEqualTo("Patient/tl-9");
    assertThat(stored(answer, 1))
        .contains("\"subject\":{\"reference\":\"" + patient + "\"}")
        .contains("{\"reference\":\"" + base + "Patient/tl-8\"}")
        .contains("\"" + patient + "/_history/7\"", "\"" + patient + "/_history/2\"");
  }

  @Test
  @DisplayName("a fullUrl twice is refused")
  void twice() {
    String urn = urn();
    Answer answer =
        refused(
            400,
            post("Patient", "{'resourceType':'Patient','language':'tl'}").fullUrl(urn),
            post("Patient", "{'resourceType':'Patient','language':'tl'}").fullUrl(urn));
    assertThat(answer.body()).contains("fullUrl").contains("entry[1]");
  }

  @Test
  @DisplayName("of what a PUT makes, and a conditional update; a PATCH may link too")
  void otherVerbs() {
    String made = urn();
    String conditional = urn();
    Answer answer =
        transaction(
            put("Organization/tl-put", "{'resourceType':'Organization','name':'a'}").fullUrl(made),
            put(
                    "Practitioner?identifier=tl|cond",
                    "{'resourceType':'Practitioner','identifier':[{'system':'tl','value':'cond'}]}")
                .fullUrl(conditional),
            post(
                "Patient",
                "{'resourceType':'Patient','managingOrganization':{'reference':'%s'},'generalPractitioner':[{'reference':'%s'}]}"
                    .formatted(made, conditional)));
    assertThat(stored(answer, 2)).contains("\"Organization/tl-put\"", Bundled.key(answer, 1));

    String patient = Bundled.key(answer, 2);
    String other = urn();
    Answer patched =
        transaction(
            post("Organization", "{'resourceType':'Organization','name':'b'}").fullUrl(other),
            entry("PATCH", patient)
                .resource(
                    "{'resourceType':'Patient','managingOrganization':{'reference':'%s'}}"
                        .formatted(other)));
    assertThat(stored(patched, 1)).contains(Bundled.key(patched, 0)).doesNotContain(other);
  }

  @Test
  @DisplayName("#trules: a conditional reference leads to the one match, else all is refused")
  void conditionalReferences() {
    Given.put("/Patient/tl-c1", "{\"identifier\":[{\"system\":\"tl\",\"value\":\"c1\"}]}");
    Given.put("/Patient/tl-c2", "{\"identifier\":[{\"system\":\"tl\",\"value\":\"c2\"}]}");
    Given.put("/Patient/tl-c3", "{\"identifier\":[{\"system\":\"tl\",\"value\":\"c2\"}]}");
    String observation =
        "{'resourceType':'Observation','status':'final','code':{'text':'tl-conditional'},'subject':{'reference':'Patient?identifier=tl|%s'}}";
    Answer answer = transaction(post("Observation", observation.formatted("c1")));
    assertThat(stored(answer, 0)).contains("\"subject\":{\"reference\":\"Patient/tl-c1\"}");
    assertThat(
            refused(
                    412,
                    post("Observation", observation.formatted("c1")),
                    post("Observation", observation.formatted("c2")))
                .body())
        .contains("entry[1]");
    assertThat(
            refused(
                    422,
                    post("Observation", observation.formatted("c1")),
                    post("Observation", observation.formatted("none")))
                .body())
        .contains("Bundle.entry[1]", "tl|none");
    assertThat(Given.read("/Observation?code:text=tl-conditional").resources()).hasSize(1);
  }

  @Test
  @DisplayName("#ccreate: references to what was there already lead to it, by fullUrl or condition")
  void conditionalCreate() {
    Given.put("/Practitioner/tl-p", "{\"identifier\":[{\"system\":\"tl\",\"value\":\"p?q=1\"}]}");
    String urn = urn();
    Entry practitioner =
        post("Practitioner", "{'resourceType':'Practitioner','gender':'male'}")
            .fullUrl(urn)
            .with("ifNoneExist", "identifier=tl|p?q=1");
    Entry patient =
        post(
            "Patient",
            "{'resourceType':'Patient','generalPractitioner':[{'reference':'%s'},{'reference':'Practitioner?identifier=tl|p?q=1'}]}"
                .formatted(urn));
    Answer answer = transaction(practitioner, patient);
    assertThat(Bundled.statuses(answer)).containsExactly(200, 201);
    assertThat(Bundled.location(answer, 0)).contains("/Practitioner/tl-p/_history/1");
    assertThat(stored(answer, 1).split("\"Practitioner/tl-p\"", -1)).hasSize(3);
    assertThat(Given.read("/Practitioner/tl-p").header("ETag")).isEqualTo("W/\"1\"");
    // twice the same condition: nothing new, so nothing against it
    Answer both = transaction(practitioner, practitioner.fullUrl(urn()), patient);
    assertThat(Bundled.statuses(both)).containsExactly(200, 200, 201);
  }

  @Test
  @DisplayName(
      "a condition that several entries would make something by is refused, several matches too")
  void ambiguousConditions() {
    Entry fresh =
        post("Practitioner", "{'resourceType':'Practitioner','language':'tl'}")
            .with("ifNoneExist", "identifier=tl|fresh");
    Answer twice =
        refused(400, fresh, fresh.with("ifNoneExist", "Practitioner?identifier=tl|fresh"));
    assertThat(twice.body()).contains("Bundle.entry[1]");
    assertThat(refused(400, fresh.with("ifNoneExist", "Patient?identifier=tl|fresh")).body())
        .contains("Bundle.entry[0]", "type");
    for (String id : new String[] {"tl-s1", "tl-s2"}) {
      Given.put("/Practitioner/" + id, "{\"identifier\":[{\"value\":\"tl-several\"}]}");
    }
    assertThat(
            refused(
                    412,
                    post("Practitioner", "{'resourceType':'Practitioner','language':'tl'}"),
                    fresh.with("ifNoneExist", "identifier=tl-several"))
                .body())
        .contains("Bundle.entry[1]");
  }
}
