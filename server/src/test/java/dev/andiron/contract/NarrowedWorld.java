package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import java.util.List;
import java.util.Map;

/// Two patients, and a user who may see one of them. Everything of the other has `Hidden` in it.
/// The ids begin with a prefix: `nw-me` is who may be seen, `nw-other` who may not.
final class NarrowedWorld {
  private static final String PATIENT = "{'name':[{'family':'%s'}],'birthDate':'%s'%s}";

  private final String prefix;
  private String token = "";

  NarrowedWorld(String prefix) {
    this.prefix = prefix;
  }

  void make() {
    own("/Practitioner/nw-gp", "{'name':[{'family':'Doctor'}]}");
    own("/Patient/nw-me", PATIENT.formatted("Mine", "1980-01-01", ""));
    own(
        "/Patient/nw-other",
        PATIENT.formatted(
            "Hidden",
            "1990-01-01",
            ",'link':[{'other':{'reference':'Patient/nw-me'},'type':'seealso'}]"));
    observation("nw-o1", "nw-me", "Mine 1", "2024-01-01");
    observation("nw-o2", "nw-me", "Mine 2", "2024-01-02");
    observation("nw-h1", "nw-other", "Hidden 1", "2024-01-03");
    observation("nw-h2", "nw-other", "Hidden 2", "2024-01-04");
    own("/Condition/nw-c1", "{'subject':{'reference':'Patient/nw-me'},'code':{'text':'Mine'}}");
    own(
        "/Condition/nw-ch",
        "{'subject':{'reference':'Patient/nw-other'},'code':{'text':'Hidden'}}");
    own("/Basic/nw-b", "{'code':{'text':'Hidden'},'subject':{'reference':'Patient/nw-me'}}");
    // It was the other's, then became mine.
    observation("nw-moved", "nw-other", "Hidden before", "2024-01-05");
    observation("nw-moved", "nw-me", "Mine now", "2024-01-05");
    // It was mine, then became the other's.
    observation("nw-gone", "nw-me", "Mine before", "2024-01-06");
    observation("nw-gone", "nw-other", "Hidden now", "2024-01-06");
    observation("nw-deleted", "nw-other", "Hidden deleted", "2024-01-07");
    assertThat(Given.root("DELETE", own("/Observation/nw-deleted")).send().status()).isEqualTo(200);
    own(
        "/List/nw-l",
        "{'status':'current','mode':'working','entry':[{'item':{'reference':'Observation/nw-o1'}},{'item':{'reference':'Observation/nw-h1'}}]}");
    own("/Client/nw", "{'secret':'secret','grant_types':['password']}");
    own(
        "/User/nw-user",
        "{'password':'password','data':{'patient_id':'nw-me'},'fhirUser':{'reference':'Patient/nw-me'}}");
    own(
        "/AccessPolicy/nw-own",
        """
        {'engine':'allow','link':[{'reference':'User/nw-user'}],
         'restrict':{
           'Patient':'_id={{user.data.patient_id}}',
           'Observation':'patient={{user.data.patient_id}}',
           'Condition':'compartment=Patient/{{user.data.patient_id}}',
           'List':'_id=nw-l',
           'Practitioner':''}}
        """);
    token = Given.signedIn(prefix, own("nw-user")).text("access_token");
  }

  /// With the prefix of this world.
  String own(String text) {
    return text.replaceAll("\\bnw\\b", prefix);
  }

  private void own(String path, String json) {
    put(own(path), own(json));
  }

  static void put(String path, String json) {
    Given.put(path, json.replace('\'', '"'));
  }

  private void observation(String id, String patient, String text, String date) {
    own(
        "/Observation/" + id,
        ("{'status':'final','code':{'text':'%s'},'subject':{'reference':'Patient/%s'},"
                + "'performer':[{'reference':'Practitioner/nw-gp'}],'effectiveDateTime':'%s'}")
            .formatted(text, patient, date));
  }

  /// An Observation of the one who may be seen.
  String mine(String text) {
    return "{\"status\":\"final\",\"code\":{\"text\":\"%s\"},\"subject\":{\"reference\":\"Patient/%s-me\"}}"
        .formatted(text, prefix);
  }

  /// A call of the user.
  Call as(String method, String path) {
    return Given.HTTP.call(method, path).bearer(token);
  }

  /// What the user gets: nothing hidden.
  Answer get(String path) {
    Answer answer = as("GET", path).send();
    assertNothingHidden(path, answer);
    return answer;
  }

  /// The links of a bundle repeat what was asked, and a List that one sees names its members.
  void assertNothingHidden(String path, Answer answer) {
    List<Json> given = answer.json().array("entry").elements();
    for (Json each : given.isEmpty() ? List.<Json>of(answer.json().without("link")) : given) {
      JsonObject entry = (JsonObject) each;
      assertThat(entry.toString()).as(path).doesNotContain("Hidden");
      if (!entry.toString().contains(own("List/nw-l"))) {
        assertThat(entry.toString())
            .as(path)
            .doesNotContain(own("nw-other"), own("nw-h1"), own("nw-h2"), own("nw-ch"));
      }
    }
  }

  /// What a search of the user finds.
  List<String> found(String path) {
    Answer answer = get(path);
    assertThat(answer.status()).as(path + ": " + answer.body()).isEqualTo(200);
    return IncludeContractTest.keys(answer, "match");
  }

  /// The bytes of an answer, but for what belongs to the one request, with the one id for the
  /// other.
  static Map<String, List<String>> same(Answer answer, String id) {
    Map<String, List<String>> parts = Given.comparable(answer);
    parts.put("body", List.of(answer.body().replace(id, "…")));
    parts.remove("content-length");
    return parts;
  }
}
