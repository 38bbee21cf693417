package dev.andiron.contract;

import static dev.andiron.contract.Given.HTTP;
import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6902, RFC 6901: PATCH with a JSON Patch")
class JsonPatchContractTest {
  private static final String TYPE = "application/json-patch+json";

  private static Answer patch(String path, String patch) {
    return root("PATCH", path).body(TYPE, patch).send();
  }

  /// What a patch makes of `{"data": before}`, which may be anything: `200 after`, or the status.
  private static String patched(String before, String patch) {
    put("/User/jp-any", "{\"data\":" + before + "}");
    Answer answer = patch("/User/jp-any", patch);
    String after = read("/User/jp-any").body();
    if (answer.status() != 200) {
      assertThat(after).as("unchanged").endsWith("\"data\":" + before + "}");
      assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
      return String.valueOf(answer.status());
    }
    assertThat(answer.body()).isEqualTo(after);
    return "200 " + after.replaceFirst(".*\"data\":(.*)}", "$1");
  }

  // RFC 6902 appendix A and RFC 6901 §5, below /data
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'foo':'bar'} | [{'op':'add','path':'/data/baz','value':'qux'}] | 200 {'foo':'bar','baz':'qux'}",
        "{'foo':['bar','baz']} | [{'op':'add','path':'/data/foo/1','value':'qux'}] | 200 {'foo':['bar','qux','baz']}",
        "{'baz':'qux','foo':'bar'} | [{'op':'remove','path':'/data/baz'}] | 200 {'foo':'bar'}",
        "{'foo':['bar','qux','baz']} | [{'op':'remove','path':'/data/foo/1'}] | 200 {'foo':['bar','baz']}",
        "{'baz':'qux','foo':'bar'} | [{'op':'replace','path':'/data/baz','value':'boo'}] | 200 {'baz':'boo','foo':'bar'}",
        "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}} | [{'op':'move','from':'/data/foo/waldo','path':'/data/qux/thud'}] | 200 {'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}",
        "{'foo':['all','grass','cows','eat']} | [{'op':'move','from':'/data/foo/1','path':'/data/foo/3'}] | 200 {'foo':['all','cows','eat','grass']}",
        "{'baz':'qux','foo':['a',2,'c']} | [{'op':'test','path':'/data/baz','value':'qux'},{'op':'test','path':'/data/foo/1','value':2}] | 200 {'baz':'qux','foo':['a',2,'c']}",
        "{'baz':'qux'} | [{'op':'test','path':'/data/baz','value':'bar'}] | 422",
        "{'foo':'bar'} | [{'op':'add','path':'/data/child','value':{'grandchild':{}}}] | 200 {'foo':'bar','child':{'grandchild':{}}}",
        "{'foo':'bar'} | [{'op':'add','path':'/data/baz','value':'qux','xyz':123}] | 200 {'foo':'bar','baz':'qux'}",
        "{'foo':'bar'} | [{'op':'add','path':'/data/baz/bat','value':'qux'}] | 422",
        "{'/':9,'~1':10} | [{'op':'test','path':'/data/~01','value':10}] | 200 {'/':9,'~1':10}",
        "{'/':9,'~1':10} | [{'op':'test','path':'/data/~01','value':'10'}] | 422",
        "{'foo':['bar']} | [{'op':'add','path':'/data/foo/-','value':['abc','def']}] | 200 {'foo':['bar',['abc','def']]}",
        "{'a/b':1,'m~n':8,'':0,' ':7} | [{'op':'test','path':'/data/a~1b','value':1},{'op':'test','path':'/data/m~0n','value':8},{'op':'test','path':'/data/','value':0},{'op':'test','path':'/data/ ','value':7}] | 200 {'a/b':1,'m~n':8,'':0,' ':7}",
        "{'a':1.10} | [{'op':'copy','from':'/data/a','path':'/data/b'}] | 200 {'a':1.10,'b':1.10}",
        "{'a':1.10} | [{'op':'test','path':'/data/a','value':11e-1},{'op':'add','path':'/data/b','value':1.0E2}] | 200 {'a':1.10,'b':1.0E2}",
        "{'a':{'x':1,'y':[2]}} | [{'op':'test','path':'/data/a','value':{'y':[2.0],'x':1}}] | 200 {'a':{'x':1,'y':[2]}}",
        "{'a':null} | [{'op':'test','path':'/data/a','value':null},{'op':'replace','path':'/data/a','value':0}] | 200 {'a':0}",
        "{'a':{'b':1}} | [{'op':'copy','from':'/data/a','path':'/data/a/c'},{'op':'replace','path':'/data/a/c/b','value':2}] | 200 {'a':{'b':1,'c':{'b':2}}}",
        "{'a':1} | [{'op':'move','from':'/data/a','path':'/data/a'}] | 200 {'a':1}",
        "{'a':1} | [] | 200 {'a':1}",
        "{'a':[1]} | [{'op':'remove','path':'/data/a/1'}] | 422",
        "{'a':[1]} | [{'op':'remove','path':'/data/a/-'}] | 422",
        "{'a':[1,2]} | [{'op':'remove','path':'/data/a/01'}] | 422",
        "{'a':[1]} | [{'op':'add','path':'/data/a/2','value':1}] | 422",
        "{'a':[1]} | [{'op':'add','path':'/data/a/x','value':1}] | 422",
        "{'a':[1]} | [{'op':'add','path':'/data/a/99999999999','value':1}] | 422",
        "{'a':1} | [{'op':'remove','path':'/data/b'}] | 422",
        "{'a':1} | [{'op':'replace','path':'/data/b','value':1}] | 422",
        "{'a':1} | [{'op':'copy','from':'/data/b','path':'/data/c'}] | 422",
        "{'a':1} | [{'op':'move','from':'/data/b','path':'/data/c'}] | 422",
        "{'a':1} | [{'op':'add','path':'/data/b','value':2},{'op':'remove','path':'/data/c'}] | 422",
        "{'a':1} | [{'op':'remove','path':''}] | 422",
        "{'a':1} | [{'op':'replace','path':'','value':[]}] | 422",
        "{'a':1} | [{'op':'replace','path':'','value':{'nonsense':1}}] | 422",
        "{'a':1} | [{'op':'replace','path':'','value':{'data':{'b':1.50}}}] | 200 {'b':1.50}",
      })
  @DisplayName("what each operation makes of a document, all or nothing")
  void operations(String before, String patch, String after) {
    assertThat(patched(before.replace('\'', '"'), patch.replace('\'', '"')))
        .isEqualTo(after.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"add\",\"path\":\"/data\",\"value\":{}}",
        "[1]",
        "[{\"op\":\"insert\",\"path\":\"/data\",\"value\":1}]",
        "[{\"path\":\"/data\",\"value\":1}]",
        "[{\"op\":\"add\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"data\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/data/~2\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/data/~\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/data/a\"}]",
        "[{\"op\":\"add\",\"path\":1,\"value\":1}]",
        "[{\"op\":\"test\",\"path\":\"/data\"}]",
        "[{\"op\":\"copy\",\"path\":\"/data/b\"}]",
        "[{\"op\":\"move\",\"from\":\"/data\",\"path\":\"/data/b\"}]",
        "[{\"op\":\"move\",\"from\":\"\",\"path\":\"/data/b\"}]",
        "[{\"op\":\"remove\",\"path\":\"/data\"},{\"op\":\"remove\"}]",
        "[",
        "\"x\"",
        "null"
      })
  @DisplayName("what is no patch is a 400")
  void malformed(String patch) {
    assertThat(patched("{\"a\":1}", patch)).isEqualTo("400");
  }

  @Test
  @DisplayName("the result is validated, and its type and id must agree")
  void result() {
    String path = "/Patient/jp-result";
    put(path, "{\"gender\":\"male\",\"name\":[{\"family\":\"A\"}]}");
    Answer invalid =
        patch(path, "[{\"op\":\"replace\",\"path\":\"/gender\",\"value\":\"neither\"}]");
    assertThat(invalid.status()).isEqualTo(422);
    assertThat(invalid.body()).contains("Patient.gender");
    for (String value : List.of("/id\",\"value\":\"x", "/resourceType\",\"value\":\"Person")) {
      assertThat(patch(path, "[{\"op\":\"replace\",\"path\":\"" + value + "\"}]").status())
          .as(value)
          .isEqualTo(400);
    }
    Answer answer =
        patch(
            path,
            "[{\"op\":\"test\",\"path\":\"/meta/versionId\",\"value\":\"1\"},"
                + "{\"op\":\"replace\",\"path\":\"/meta/versionId\",\"value\":\"77\"},"
                + "{\"op\":\"add\",\"path\":\"/name/0/given\",\"value\":[\"B\"]}]");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo("W/\"2\"");
    assertThat(answer.body())
        .contains("\"versionId\":\"2\"")
        .endsWith("\"name\":[{\"family\":\"A\",\"given\":[\"B\"]}]}");
    assertThat(
            root("PATCH", path)
                .header("If-Match", "W/\"1\"")
                .body(TYPE, "[{\"op\":\"remove\",\"path\":\"/gender\"}]")
                .send()
                .status())
        .isEqualTo(412);
    assertThat(patch("/Patient/jp-never", "[]").status()).isEqualTo(404);
    assertThat(
            root("PATCH", path)
                .header("Content-Type", "text/yaml")
                .yaml("- {op: remove, path: /gender}")
                .send()
                .status())
        .isEqualTo(400);
    assertThat(root("PATCH", path).json("[]").send().status()).isEqualTo(400);
  }

  @Test
  @DisplayName("credentials cannot be tested, copied or moved, but given and taken away")
  void credentials() {
    put("/User/jp-secret", "{\"password\":\"password\",\"displayName\":\"d\"}");
    put("/Client/jp-client", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    for (String patch :
        List.of(
            "{\"op\":\"test\",\"path\":\"/password\",\"value\":\"password\"}",
            "{\"op\":\"copy\",\"from\":\"/password\",\"path\":\"/displayName\"}",
            "{\"op\":\"move\",\"from\":\"/password\",\"path\":\"/displayName\"}",
            "{\"op\":\"replace\",\"path\":\"/password\",\"value\":\"other\"}",
            "{\"op\":\"remove\",\"path\":\"/password\"}")) {
      Answer answer = patch("/User/jp-secret", "[" + patch + "]");
      assertThat(answer.status()).as(patch).isEqualTo(422);
      assertThat(answer.body()).doesNotContain("argon2");
    }
    assertThat(Given.signIn("jp-client", "jp-secret", "password").status()).isEqualTo(200);
    Answer given =
        patch("/User/jp-secret", "[{\"op\":\"add\",\"path\":\"/password\",\"value\":\"new one\"}]");
    assertThat(given.status()).isEqualTo(200);
    assertThat(given.body()).doesNotContain("new one").doesNotContain("password");
    assertThat(Given.signIn("jp-client", "jp-secret", "password").status()).isEqualTo(400);
    assertThat(Given.signIn("jp-client", "jp-secret", "new one").status()).isEqualTo(200);
    Answer unrelated = patch("/User/jp-secret", "[{\"op\":\"remove\",\"path\":\"/displayName\"}]");
    assertThat(unrelated.status()).isEqualTo(200);
    assertThat(Given.signIn("jp-client", "jp-secret", "new one").status()).isEqualTo(200);
    assertThat(
            patch("/User/jp-secret", "[{\"op\":\"add\",\"path\":\"/password\",\"value\":null}]")
                .status())
        .isEqualTo(200);
    assertThat(Given.signIn("jp-client", "jp-secret", "new one").status()).isEqualTo(400);
  }

  @Test
  @DisplayName("a session is closed by active: false, and nothing else of it is written")
  void session() {
    put("/User/jp-user", "{\"password\":\"password\"}");
    put("/Client/jp-session", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    String token = Given.signedIn("jp-session", "jp-user").text("access_token");
    String path = "/Session/" + read("/Session?user=jp-user").resources().getFirst().string("id");
    assertThat(
            patch(path, "[{\"op\":\"replace\",\"path\":\"/exp\",\"value\":9999999999}]").status())
        .isIn(405, 422);
    assertThat(
            patch(
                    path,
                    "[{\"op\":\"add\",\"path\":\"/user\",\"value\":{\"reference\":\"User/admin\"}}]")
                .status())
        .isEqualTo(405);
    assertThat(Given.userInfoStatus(token)).isEqualTo(200);
    Answer closed =
        patch(
            path,
            "[{\"op\":\"test\",\"path\":\"/active\",\"value\":true},"
                + "{\"op\":\"replace\",\"path\":\"/active\",\"value\":false}]");
    assertThat(closed.status()).as(closed.body()).isEqualTo(200);
    assertThat(closed.body()).contains("\"active\":false");
    assertThat(Given.userInfoStatus(token)).isEqualTo(401);
    assertThat(patch(path, "[{\"op\":\"replace\",\"path\":\"/active\",\"value\":true}]").status())
        .isEqualTo(405);
  }

  @Test
  @DisplayName("more than 1000 operations, copies that double, and nesting are refused")
  void bombs() {
    String one = "{\"op\":\"test\",\"path\":\"/data/a\",\"value\":1}";
    assertThat(patched("{\"a\":1}", many(1000, one))).startsWith("200");
    assertThat(patched("{\"a\":1}", many(1001, one))).isEqualTo("422");
    String doubling = "{\"op\":\"copy\",\"from\":\"/data/a\",\"path\":\"/data/a/-\"}";
    assertThat(patched("{\"a\":[\"0123456789\"]}", many(40, doubling))).isEqualTo("422");
    String taken = doubling + ",{\"op\":\"remove\",\"path\":\"/data/a/1\"}";
    String large = "{\"a\":[\"" + "x".repeat(500_000) + "\"]}";
    assertThat(patched(large, many(400, taken))).isEqualTo("422");
    String deep = "[".repeat(90) + "]".repeat(90);
    String below = "/0".repeat(89) + "/-";
    String first = add("/data/b", deep);
    assertThat(patched("{\"a\":1}", "[" + first + "," + add("/data/b" + below, "[[]]") + "]"))
        .startsWith("200");
    assertThat(patched("{\"a\":1}", "[" + first + "," + add("/data/b" + below, deep) + "]"))
        .isEqualTo("422");
    String down = "{\"op\":\"move\",\"from\":\"/data/c\",\"path\":\"/data/b" + below + "\"}";
    assertThat(patched("{\"a\":1}", "[" + first + "," + add("/data/c", deep) + "," + down + "]"))
        .isEqualTo("422");
  }

  private static String add(String path, String value) {
    return "{\"op\":\"add\",\"path\":\"" + path + "\",\"value\":" + value + "}";
  }

  private static String many(int times, String operation) {
    return IntStream.range(0, times)
        .mapToObj(_ -> operation)
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  @DisplayName("policies see the operations, without credentials")
  void policies() {
    put("/Patient/jp-policy", "{\"gender\":\"male\"}");
    put("/Client/jp-patcher", "{\"secret\":\"secret\",\"grant_types\":[\"basic\"]}");
    String path = "/Patient/jp-policy";
    String other = "{\"op\":\"replace\",\"path\":\"/gender\",\"value\":\"other\"}";
    // What a patch makes of the resource is not seen, so nothing can be said of it, nor denied.
    for (String resource : List.of("\"nil?\"", "{\"$not\":{\"gender\":\"present?\"}}")) {
      put(
          "/AccessPolicy/jp-policy",
          "{\"engine\":\"matcho\",\"matcho\":{\"request-method\":\"patch\",\"resource\":%s},"
                  .formatted(resource)
              + "\"link\":[{\"reference\":\"Client/jp-patcher\"}]}");
      assertThat(asPatcher(path, other)).as(resource).isEqualTo(403);
    }
    put(
        "/AccessPolicy/jp-policy",
        "{\"engine\":\"matcho\",\"matcho\":{\"request-method\":\"patch\","
            + "\"body\":[{\"op\":\"replace\",\"path\":\"/gender\"}]},"
            + "\"link\":[{\"reference\":\"Client/jp-patcher\"}]}");
    assertThat(asPatcher(path, other)).isEqualTo(200);
    assertThat(asPatcher(path, "{\"op\":\"remove\",\"path\":\"/gender\"}")).isEqualTo(403);
    put(
        "/AccessPolicy/jp-policy",
        "{\"engine\":\"matcho\",\"matcho\":{\"body\":{\"$contains\":{\"value\":\"#^s3\"}}},"
            + "\"link\":[{\"reference\":\"Client/jp-patcher\"}]}");
    put("/User/jp-guessed", "{}");
    for (String pointer : List.of("/password", "/twoFactor/secretKey")) {
      assertThat(
              asPatcher(
                  "/User/jp-guessed",
                  "{\"op\":\"add\",\"path\":\"" + pointer + "\",\"value\":\"s3cret\"}"))
          .as(pointer)
          .isEqualTo(403);
    }
    assertThat(
            asPatcher(
                "/User/jp-guessed",
                "{\"op\":\"add\",\"path\":\"/displayName\",\"value\":\"s3cret\"}"))
        .isEqualTo(200);
  }

  private static int asPatcher(String path, String operation) {
    return HTTP.patch(path)
        .basic("jp-patcher", "secret")
        .body(TYPE, "[" + operation + "]")
        .send()
        .status();
  }
}
