package dev.andiron.contract;

import static dev.andiron.Bundled.Entry.entry;
import static dev.andiron.Bundled.Entry.post;
import static dev.andiron.contract.Given.root;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("Policies decide on an entry of a bundle as on the same request by itself")
class PolicyEntriesTest {
  private static final String SUBJECT = "urn:uuid:6b1f2a63-2c55-4f55-9f8e-0a2c6f1f7d10";
  private static final Map<String, String> TOKENS = new HashMap<>();

  /// A request, and the operations which a user must be allowed for it.
  record Asked(Entry entry, String... operations) {
    String method() {
      return requireNonNull(requireNonNull(entry.json().object("request")).string("method"));
    }

    String url() {
      return requireNonNull(requireNonNull(entry.json().object("request")).string("url"));
    }

    @Nullable String ifNoneExist() {
      return requireNonNull(entry.json().object("request")).string("ifNoneExist");
    }

    @Override
    public String toString() {
      return method() + " " + url() + (ifNoneExist() == null ? "" : " If-None-Exist");
    }
  }

  private static final String PATIENT =
      "{'resourceType':'Patient','identifier':[{'value':'pe-p'}],'active':true}";

  static final List<Asked> ASKED =
      List.of(
          new Asked(entry("GET", "Patient/pe-p"), "FhirRead"),
          new Asked(entry("GET", "Patient/pe-p/_history/1"), "FhirVRead"),
          new Asked(entry("GET", "Patient?identifier=pe-p"), "FhirSearch"),
          new Asked(post("Patient", "{'resourceType':'Patient'}"), "FhirCreate"),
          new Asked(entry("PUT", "Patient/pe-p").resource(PATIENT), "FhirUpdate"),
          new Asked(entry("PATCH", "Patient/pe-p").resource("{'active':true}"), "FhirPatch"),
          new Asked(entry("DELETE", "Patient/pe-gone"), "FhirDelete"),
          new Asked(
              post("Patient", PATIENT).with("ifNoneExist", "identifier=pe-p"),
              "FhirCreate",
              "FhirSearch"),
          new Asked(
              entry("PUT", "Patient?identifier=pe-p").resource(PATIENT),
              "FhirConditionalUpdate",
              "FhirSearch",
              "FhirUpdate"),
          new Asked(
              entry("PATCH", "Patient?identifier=pe-p").resource("{'active':true}"),
              "FhirConditionalPatch",
              "FhirSearch",
              "FhirPatch"),
          new Asked(
              entry("DELETE", "Patient?identifier=pe-gone"),
              "FhirConditionalDelete",
              "FhirSearch",
              "FhirDelete"));

  @BeforeAll
  static void given() {
    Given.put("/Client/pe", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.put("/Patient/pe-other", "{\"identifier\":[{\"value\":\"pe-other\"}]}");
    policy("pe-mine", "create", matcho("FhirCreate", "Observation", "Patient/pe-mine"));
    policy("pe-mine", "transaction", "{\"operation\":{\"id\":\"FhirTransaction\"}}");
    policy(
        "pe-mine",
        "patient",
        "{\"uri\":\"#^(/fhir)?/Patient\",\"request-method\":\"#^(put|post)$\"}");
  }

  private static String matcho(String operation, String type, String subject) {
    return """
    {"operation":{"id":"%s"},"resource":{"resourceType":"%s","subject":{"reference":"%s"}}}
    """
        .formatted(operation, type, subject);
  }

  private static void policy(String user, String name, String matcho) {
    Given.put(
        "/AccessPolicy/" + user + "-" + name,
        "{\"engine\":\"matcho\",\"link\":[{\"resourceType\":\"User\",\"id\":\"%s\"}],\"matcho\":%s}"
            .formatted(user, matcho));
  }

  private static Call as(String user, String method, String path) {
    String token =
        TOKENS.computeIfAbsent(
            user,
            id -> {
              Given.put("/User/" + id, "{\"password\":\"password\"}");
              return Given.signedIn("pe", id).text("access_token");
            });
    return Given.HTTP.call(method, path).bearer(token);
  }

  /// A user whom just these operations are allowed, and to send bundles.
  private static String user(List<String> operations) {
    StringBuilder name = new StringBuilder("pe");
    operations.forEach(operation -> name.append('-').append(operation.substring(4)));
    String id = name.toString();
    if (!TOKENS.containsKey(id)) {
      policy(id, "bundle", "{\"operation\":{\"id\":\"FhirTransaction\"}}");
      operations.forEach(operation ->
          policy(id, operation, "{\"operation\":{\"id\":\"%s\"}}".formatted(operation)));
    }
    return id;
  }

  private static void assertAlike(String user, Asked asked, boolean allowed) {
    Given.put("/Patient/pe-p", PATIENT.replace('\'', '"'));
    for (String way : List.of("alone", "batch", "transaction")) {
      Given.put("/Patient/pe-gone", "{\"identifier\":[{\"value\":\"pe-gone\"}]}");
      int status =
          switch (way) {
            case "alone" -> alone(user, asked);
            case "batch" -> Bundled.status(Bundled.batch(as(user, "POST", "/"), asked.entry()), 0);
            default -> {
              Answer answer =
                  as(user, "POST", "/")
                      .json(Bundled.json("transaction", List.of(asked.entry())))
                      .send();
              yield answer.status() == 200 ? Bundled.status(answer, 0) : answer.status();
            }
          };
      if (allowed) {
        assertThat(status).as("%s, %s", asked, way).isIn(200, 201, 204);
      } else {
        assertThat(status).as("%s of %s, %s", asked, user, way).isEqualTo(403);
      }
      boolean deletes = asked.method().equals("DELETE") && allowed;
      assertThat(root("GET", "/Patient/pe-gone").send().status()).isEqualTo(deletes ? 410 : 200);
    }
  }

  private static int alone(String user, Asked asked) {
    Call call = as(user, asked.method(), "/" + asked.url());
    String condition = asked.ifNoneExist();
    if (condition != null) {
      call.header("If-None-Exist", condition);
    }
    JsonObject resource = asked.entry().json().object("resource");
    if (resource != null) {
      call.json(resource.toString());
    }
    return call.send().status();
  }

  @ParameterizedTest
  @FieldSource("ASKED")
  @DisplayName("allowed alone, it is allowed in a batch and in a transaction")
  void allowed(Asked asked) {
    assertAlike(user(List.of(asked.operations())), asked, true);
  }

  @ParameterizedTest
  @FieldSource("ASKED")
  @DisplayName("with any of what it needs missing, it is 403 alone, in a batch, in a transaction")
  void denied(Asked asked) {
    List<String> needed = List.of(asked.operations());
    for (String missing : needed) {
      List<String> rest = needed.stream().filter(each -> !each.equals(missing)).toList();
      assertAlike(user(rest), asked, false);
    }
  }

  private static Entry observation(String subject) {
    return post("Observation", about(subject));
  }

  private static void assertNoneOf(String subject) {
    assertThat(Given.read("/Observation?subject=" + subject).resources()).isEmpty();
  }

  @Test
  @DisplayName("what a policy says of a reference it says of where the reference leads")
  void references() {
    Bundled.transaction(
        as("pe-mine", "POST", "/"),
        entry("PUT", "Patient/pe-mine").resource("{'resourceType':'Patient'}").fullUrl(SUBJECT),
        observation(SUBJECT));
    assertThat(Given.read("/Observation?subject=Patient/pe-mine").resources()).hasSize(1);
    Bundled.refused(
        as("pe-mine", "POST", "/"),
        403,
        entry("PUT", "Patient/pe-theirs").resource("{'resourceType':'Patient'}").fullUrl(SUBJECT),
        observation(SUBJECT));
    Bundled.refused(
        as("pe-mine", "POST", "/"),
        403,
        entry("PUT", "Patient/pe-theirs")
            .resource("{'resourceType':'Patient'}")
            .fullUrl("http://elsewhere.example/Patient/pe-mine"),
        observation("Patient/pe-mine"));
    assertNoneOf("Patient/pe-theirs");
    assertThat(root("GET", "/Patient/pe-theirs").send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("a conditional reference needs FhirSearch of its type, and is judged as it leads")
  void conditionalReferences() {
    Entry entry = observation("Patient?identifier=pe-other");
    Bundled.refused(as("pe-mine", "POST", "/"), 403, entry);
    String user = user(List.of("FhirCreate"));
    Bundled.refused(as(user, "POST", "/"), 403, entry);
    // who may search, but not write of others
    policy("pe-finder", "create", matcho("FhirCreate", "Observation", "Patient/pe-mine"));
    policy("pe-finder", "bundle", "{\"operation\":{\"id\":\"FhirTransaction\"}}");
    policy("pe-finder", "search", "{\"operation\":{\"id\":\"FhirSearch\"},\"uri\":\"#/Patient$\"}");
    Bundled.refused(as("pe-finder", "POST", "/"), 403, entry);
    assertNoneOf("Patient/pe-other");
    policy("pe-finder", "more", matcho("FhirCreate", "Observation", "Patient/pe-other"));
    Bundled.transaction(as("pe-finder", "POST", "/"), entry);
    assertThat(Given.read("/Observation?subject=Patient/pe-other").resources()).hasSize(1);
    // a search of another type is none of this one
    policy("pe-finder", "search", "{\"operation\":{\"id\":\"FhirSearch\"},\"uri\":\"#/Group$\"}");
    Bundled.refused(as("pe-finder", "POST", "/"), 403, entry);
  }

  private static String about(String subject) {
    return "{'resourceType':'Observation','status':'final','code':{'text':'c'},'subject':{'reference':'%s'}}"
        .formatted(subject);
  }
}
