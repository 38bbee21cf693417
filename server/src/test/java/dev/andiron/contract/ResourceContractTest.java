package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 RESTful API: create, read, update, patch, delete")
class ResourceContractTest {
  private static int status(String method, String path) {
    return root(method, path).send().status();
  }

  private static JsonObject meta(Answer answer) {
    JsonObject meta = answer.json().object("meta");
    assertThat(meta).isNotNull();
    return meta;
  }

  @Test
  @DisplayName("create: 201 with Location, ETag and an id of the server's")
  void create() {
    Answer created =
        root("POST", "/Patient").json("{\"id\":\"re-mine\",\"gender\":\"male\"}").send();
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("id")).isNotEqualTo("re-mine").matches("[A-Za-z0-9\\-.]{1,64}");
    assertThat(created.header("ETag")).isEqualTo("W/\"1\"");
    assertThat(created.header("Last-Modified")).endsWith("GMT");
    assertThat(meta(created).string("versionId")).isEqualTo("1");
    assertThat(meta(created).string("lastUpdated")).endsWith("Z");
    String location = created.header("Location");
    assertThat(location).endsWith("/Patient/" + created.text("id") + "/_history/1");
    Answer read = root("GET", String.valueOf(location)).send();
    assertThat(read.body()).isEqualTo(created.body());
  }

  @Test
  @DisplayName("POST takes an id for system types, 409 where it exists")
  void createSystemType() {
    Answer created = root("POST", "/User").json("{\"id\":\"re-user\"}").send();
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("id")).isEqualTo("re-user");
    assertThat(created.header("Location")).endsWith("/User/re-user/_history/1");
    assertThat(root("POST", "/User").json("{\"id\":\"re-user\"}").send().status()).isEqualTo(409);
    assertThat(status("DELETE", "/User/re-user")).isEqualTo(200);
    assertThat(root("POST", "/User").json("{\"id\":\"re-user\"}").send().status()).isEqualTo(201);
    assertThat(root("POST", "/User").json("{\"id\":\"re/user\"}").send().status()).isIn(400, 422);
    assertThat(root("POST", "/Client").json("{}").send().text("id")).isNotEmpty();
  }

  @Test
  @DisplayName("PUT without resourceType or id is accepted; if they are there they must agree")
  void agree() {
    put("/Patient/re-agree", "{\"gender\":\"male\"}");
    put("/Patient/re-agree", "{\"resourceType\":\"Patient\",\"id\":\"re-agree\"}");
    for (String body :
        List.of(
            "{\"resourceType\":\"Person\"}",
            "{\"id\":\"re-other\"}",
            "{\"resourceType\":1}",
            "{\"resourceType\":\"patient\",\"id\":\"re-agree\"}")) {
      assertThat(root("PUT", "/Patient/re-agree").json(body).send().status())
          .as(body)
          .isIn(400, 422);
    }
    assertThat(root("PUT", "/Patient/re_agree").json("{}").send().status()).isEqualTo(400);
    assertThat(root("PUT", "/Patient/" + "x".repeat(65)).json("{}").send().status()).isEqualTo(400);
    put("/Patient/" + "x".repeat(64), "{}");
    assertThat(root("PUT", "/Nonsense/x").json("{}").send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("the life of a resource: 404, 201, 200, unchanged, 200, 410, 204, 201")
  void life() {
    assertThat(status("GET", "/Patient/re-life")).isEqualTo(404);
    assertThat(status("DELETE", "/Patient/re-life")).isEqualTo(204);
    assertThat(status("GET", "/Patient/re-life")).isEqualTo(404);
    String male = "{\"gender\":\"male\"}";
    Answer created = root("PUT", "/Patient/re-life").json(male).send();
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location")).endsWith("/Patient/re-life/_history/1");
    Answer unchanged = root("PUT", "/Patient/re-life").json(male).send();
    assertThat(unchanged.status()).isEqualTo(200);
    assertThat(unchanged.body()).isEqualTo(created.body());
    Answer updated = put("/Patient/re-life", "{\"gender\":\"female\"}");
    assertThat(updated.status()).isEqualTo(200);
    assertThat(updated.header("ETag")).isEqualTo("W/\"2\"");
    assertThat(meta(updated).string("versionId")).isEqualTo("2");
    assertThat(read("/Patient/re-life").body()).isEqualTo(updated.body());
    assertThat(read("/Patient/re-life/_history/1").body()).isEqualTo(created.body());
    Answer deleted = root("DELETE", "/Patient/re-life").send();
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text("gender")).isEqualTo("female");
    assertThat(status("GET", "/Patient/re-life")).isEqualTo(410);
    assertThat(status("DELETE", "/Patient/re-life")).isEqualTo(204);
    assertThat(root("PATCH", "/Patient/re-life").json("{}").send().status()).isEqualTo(410);
    assertThat(read("/Patient?_id=re-life").resources()).isEmpty();
    Answer anew = put("/Patient/re-life", male);
    assertThat(anew.status()).isEqualTo(201);
    assertThat(meta(anew).string("versionId")).isEqualTo("4");
    assertThat(read("/Patient/re-life/_history/2").body()).isEqualTo(updated.body());
    assertThat(status("GET", "/Patient/re-life/_history/3")).isEqualTo(410);
    assertThat(status("GET", "/Patient/re-life/_history/9")).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"1\"", "\"1\"", "1"})
  @DisplayName("If-Match takes three spellings; a stale one is 412")
  void ifMatch(String first) {
    String path = "/Patient/re-match-" + first.length();
    put(path, "{\"gender\":\"male\"}");
    Answer met = root("PUT", path).header("If-Match", first).json("{\"gender\":\"other\"}").send();
    assertThat(met.status()).isEqualTo(200);
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      Answer stale =
          root(method, path).header("If-Match", first).json("{\"gender\":\"unknown\"}").send();
      assertThat(stale.status()).as(method).isEqualTo(412);
      assertThat(stale.text("resourceType")).isEqualTo("OperationOutcome");
    }
    assertThat(read(path).text("gender")).isEqualTo("other");
    assertThat(root("PUT", path).header("If-Match", "x").json("{}").send().status()).isEqualTo(400);
    assertThat(root("PUT", path + "-never").header("If-Match", "1").json("{}").send().status())
        .isEqualTo(412);
  }

  @Test
  @DisplayName("If-None-Match: 304 without a body for the version that is known")
  void ifNoneMatch() {
    put("/Patient/re-known", "{\"gender\":\"male\"}");
    for (String known : List.of("W/\"1\"", "\"1\"", "1", "W/\"7\", W/\"1\"", "*")) {
      Answer answer = root("GET", "/Patient/re-known").header("If-None-Match", known).send();
      assertThat(answer.status()).as(known).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("ETag")).isEqualTo("W/\"1\"");
    }
    assertThat(root("GET", "/Patient/re-known").header("If-None-Match", "W/\"2\"").send().status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("If-None-Exist: the one that matches, a new one, 412 for several")
  void ifNoneExist() {
    String body = "{\"identifier\":[{\"system\":\"urn:re\",\"value\":\"%s\"}]}";
    Answer first = conditional("1", body.formatted("1"));
    assertThat(first.status()).isEqualTo(201);
    Answer again = conditional("1", body.formatted("1"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    root("POST", "/Patient").json(body.formatted("2")).send();
    root("POST", "/Patient").json(body.formatted("2")).send();
    assertThat(conditional("2", body.formatted("2")).status()).isEqualTo(412);
    assertThat(
            root("POST", "/Patient")
                .header("If-None-Exist", "nonsense=1")
                .json("{}")
                .send()
                .status())
        .isEqualTo(400);
  }

  private static Answer conditional(String value, String body) {
    return root("POST", "/Patient")
        .header("If-None-Exist", "identifier=urn:re|" + value)
        .json(body)
        .send();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/json | {\"gender\":\"female\",\"birthDate\":null,\"name\":[{\"family\":\"B\"}]}",
        "application/merge-patch+json | {\"gender\":\"female\",\"birthDate\":null,\"name\":[{\"family\":\"B\"}]}",
        "text/yaml | {gender: female, birthDate: null, name: [{family: B}]}"
      })
  @DisplayName("PATCH: merge patch in JSON and YAML")
  void patch(String contentType, String patch) {
    String path = "/Patient/re-patch-" + contentType.length();
    put(
        path,
        "{\"gender\":\"male\",\"active\":true,\"birthDate\":\"1970-01-01\",\"name\":[{\"family\":\"A\"}]}");
    Answer answer = root("PATCH", path).body(contentType, patch).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo("W/\"2\"");
    assertThat(answer.body())
        .endsWith("},\"gender\":\"female\",\"active\":true,\"name\":[{\"family\":\"B\"}]}");
    assertThat(root("PATCH", path).json("{\"id\":\"x\"}").send().status()).isEqualTo(400);
    assertThat(root("PATCH", path).json("{\"gender\":1}").send().status()).isEqualTo(422);
    assertThat(root("PATCH", path).json("{\"unknown\":1}").send().status()).isEqualTo(422);
    assertThat(root("PATCH", path + "-never").json("{}").send().status()).isEqualTo(404);
    assertThat(read(path).body()).isEqualTo(answer.body());
  }

  @Test
  @DisplayName("references of system types come back as they were spelled")
  void references() {
    for (String link :
        List.of(
            "{\"resourceType\":\"User\",\"id\":\"re-ref\"}", "{\"reference\":\"User/re-ref\"}")) {
      Answer policy = put("/AccessPolicy/re-ref", "{\"engine\":\"allow\",\"link\":[" + link + "]}");
      assertThat(policy.body()).contains("\"link\":[" + link + "]");
      assertThat(read("/AccessPolicy/re-ref").body()).isEqualTo(policy.body());
      assertThat(root("GET", "/AccessPolicy/re-ref").header("Accept", "text/yaml").send().body())
          .contains("link:\n  - re");
    }
    assertThat(
            root("PUT", "/AccessPolicy/re-bad")
                .json("{\"engine\":\"allow\",\"link\":[{\"reference\":\"Patient/x\"}]}")
                .send()
                .status())
        .isEqualTo(422);
  }

  @Test
  @DisplayName("a body with faults is a 422 that lists every one of them, with its place")
  void faults() {
    Answer answer =
        root("PUT", "/Patient/re-faults")
            .json(
                """
                {"gendre":"male","gender":"neither","birthDate":"1970-13-01","active":"true",
                 "name":[{"family":1,"givn":["x"]}]}
                """)
            .send();
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().array("issue").elements()).hasSize(6);
    for (String place :
        List.of(
            "Patient.gendre",
            "Patient.gender",
            "Patient.birthDate",
            "Patient.active",
            "Patient.name[0].family",
            "Patient.name[0].givn")) {
      assertThat(answer.body()).contains("\"expression\":[\"" + place + "\"]");
    }
    assertThat(status("GET", "/Patient/re-faults")).isEqualTo(404);
    for (String type : List.of("User", "Client", "AccessPolicy", "Role")) {
      Answer unknown = root("PUT", "/" + type + "/re-faults").json("{\"nonsense\":1}").send();
      assertThat(unknown.status()).isEqualTo(422);
      assertThat(unknown.body()).contains(type + ".nonsense");
    }
  }

  @Test
  @DisplayName("below data and details everything is free, and comes back as written")
  void free() {
    String any = "{\"a\":{},\"b\":[],\"c\":null,\"d\":[1.10,{\"e\":[[]]}],\"password\":\"x\"}";
    Answer user = put("/User/re-free", "{\"data\":" + any + "}");
    assertThat(user.body()).endsWith(",\"data\":" + any + "}");
    assertThat(put("/User/re-free", "{\"data\":{}}").body()).endsWith(",\"data\":{}}");
    Answer client = put("/Client/re-free", "{\"details\":" + any + "}");
    assertThat(client.body()).endsWith(",\"details\":" + any + "}");
  }

  @Test
  @DisplayName("methods that a path does not have are 405 with Allow, paths that are none 404")
  void methods() {
    Answer answer = root("PUT", "/Patient/x/_history").json("{}").send();
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET").doesNotContain("PUT");
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
    assertThat(status("GET", "/nothing")).isEqualTo(404);
    assertThat(status("GET", "/Nothing")).isEqualTo(404);
    assertThat(status("GET", "/Patient/x/y")).isEqualTo(404);
    Answer head = root("HEAD", "/Patient").send();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }
}
