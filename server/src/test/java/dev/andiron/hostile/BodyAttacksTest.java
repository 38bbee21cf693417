package dev.andiron.hostile;

import static dev.andiron.hostile.Target.APP;
import static dev.andiron.hostile.Target.assertError;
import static dev.andiron.hostile.Target.assertOutcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Unharmed.class)
@DisplayName("Bodies that are made to hurt whoever reads them, at every door that takes one")
class BodyAttacksTest {
  private static final String MEGABYTES = "\u0000".repeat(1 << 20);

  /// Requests that want a resource or a Bundle; their refusals are OperationOutcomes.
  private static List<Call> doors() {
    return List.of(
        APP.asRoot("PUT", "/Patient/hostile-body"),
        APP.asRoot("POST", "/Patient"),
        APP.asRoot("PATCH", Target.PATIENT),
        APP.asRoot("POST", "/"),
        APP.asRoot("POST", "/Patient/$validate"),
        APP.asRoot("PUT", "/User/hostile-body"),
        APP.asRoot("PUT", "/AccessPolicy/hostile-body"));
  }

  /// Those that want parameters; their refusals are OAuth's.
  private static List<Call> oauthDoors() {
    return List.of(
        Target.HTTP.post("/auth/token"),
        Target.HTTP.post("/auth/introspect"),
        Target.HTTP.post("/auth/revoke"),
        APP.asRoot("POST", "/auth/test-policy"));
  }

  private static void refused(String type, String body) {
    for (Call door : doors()) {
      assertOutcome(door.body(type, body).send(), 400, "invalid");
    }
    for (Call door : oauthDoors()) {
      assertError(door.body(type, body).send(), 400, "invalid_request");
    }
  }

  private static String bomb(int levels, String opened, String closed) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < levels; i++) {
      text.append("a" + i + ": &a" + i + " " + opened);
      for (int j = 0; j < 9 && i > 0; j++) {
        text.append(j == 0 ? "" : ",").append("*a" + (i - 1));
      }
      text.append(i == 0 ? "x" : "").append(closed).append('\n');
    }
    return text.toString();
  }

  @Test
  @DisplayName("YAML bombs: aliases of aliases, nesting, and a value that holds itself")
  void yamlBombs() {
    Map<String, String> bombs = new LinkedHashMap<>();
    bombs.put("billion laughs", bomb(10, "[", "]"));
    bombs.put("aliases", "a: &a x\nb: [" + "*a,".repeat(5000) + "*a]");
    bombs.put("sequences", "[".repeat(20_000));
    bombs.put("mappings", "{a: ".repeat(10_000));
    bombs.put("closed", "[".repeat(15_000) + "]".repeat(15_000));
    bombs.put("block", "- ".repeat(20_000) + "x");
    bombs.put("keys", "? ".repeat(20_000) + "x");
    bombs.put("itself", "&a [*a]");
    bombs.put("itself, named", "a: &a\n  b: *a");
    bombs.put("values", "[" + "1,".repeat(31_000) + "1]");
    bombs.forEach((name, text) -> {
      assertThat(text.length()).as(name + " is not refused for its size").isLessThan(65_536);
      refused("text/yaml", text);
    });
  }

  @Test
  @DisplayName("YAML tags: nothing is ever made by its name")
  void yamlTags() {
    for (String yaml :
        List.of(
            "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
            "a: !!java.io.File [/etc/passwd]",
            "a: !!python/object/apply:os.system [id]",
            "a: !ruby/object:Gem::Installer {}",
            "a: !!binary AAAA",
            "a: !!str x",
            "a: !<tag:yaml.org,2002:int> 1",
            "a: !x y",
            "%TAG ! tag:evil.example,2000:\n---\na: !x y",
            "!!map {a: b}",
            "!!set {a}",
            "!!str a: b")) {
      refused("text/yaml", yaml);
    }
  }

  @Test
  @DisplayName("YAML merge keys and keys that stand twice")
  void yamlKeys() {
    for (String yaml :
        List.of(
            "base: &b {password: x}\n<<: *b",
            "<<: {a: b}",
            "a: {<<: [{b: c}]}",
            "id: a\nid: b",
            "id: a\n\"id\": b",
            "{id: a, 'id': b}",
            "name: [{family: a, family: b}]",
            "? [a, b]\n: c",
            "? {a: b}\n: c",
            "&k id: a\n*k : b",
            "a: b\n---\na: c",
            "%YAML 9.9\n---\na: b\n...\n---\nx")) {
      refused("text/yaml", yaml);
    }
  }

  @Test
  @DisplayName("JSON members that stand twice, plainly and under an escape")
  void jsonKeys() {
    for (String json :
        List.of(
            "{\"id\":\"a\",\"id\":\"b\"}",
            "{\"id\":\"a\",\"\\u0069d\":\"b\"}",
            "{\"resourceType\":\"Patient\",\"resourceType\":\"User\"}",
            "{\"name\":[{\"family\":\"a\",\"family\":\"b\"}]}",
            "{\"a\":{\"\":1,\"\":2}}",
            "{\"id\":\"a\"} {\"id\":\"b\"}",
            "{\"id\":\"a\"}]",
            "{\"id\":\"a\",}",
            "{'id':'a'}",
            "{\"id\":\"a\"/**/}",
            "{\"id\":NaN}",
            "{\"a\":\"\\ud800\"}",
            "\ufeff\ufeff{}")) {
      refused("application/json", json);
    }
  }

  @Test
  @DisplayName("JSON 100,000 deep, whole and broken off")
  void deepJson() {
    for (String json :
        List.of(
            "[".repeat(100_000),
            "[".repeat(100_000) + "]".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000),
            "[{\"a\":".repeat(50_000) + "1" + "}]".repeat(50_000))) {
      for (Call door : doors()) {
        assertOutcome(door.json(json).send(), 400, "invalid");
      }
      for (Call door : oauthDoors()) {
        assertError(door.json(json).send(), 413, "invalid_request");
      }
    }
    for (Call door : oauthDoors()) {
      assertError(
          door.json("[".repeat(32_000) + "]".repeat(32_000)).send(), 400, "invalid_request");
    }
    for (Call patch : List.of(APP.asRoot("PATCH", Target.PATIENT))) {
      assertOutcome(
          patch.body("application/json-patch+json", "[".repeat(100_000)).send(), 400, "invalid");
    }
  }

  private static byte[] packed(byte[] bytes, int times) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (int i = 0; i < times; i++) {
        gzip.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Test
  @DisplayName("gzip bombs: a few kilobytes that would be gigabytes, at doors open to anybody too")
  void gzipBombs() {
    byte[] bomb = packed(MEGABYTES.getBytes(StandardCharsets.UTF_8), 200);
    assertThat(bomb.length).isLessThan(300_000);
    for (Call door : List.of(APP.asRoot("PUT", "/Patient/hostile-body"), APP.asRoot("POST", "/"))) {
      Answer answer =
          door.header("Content-Encoding", "gzip").bytes("application/json", bomb).send();
      assertOutcome(answer, 413, "too-long");
    }
    for (Call door : oauthDoors()) {
      Answer answer =
          door.header("Content-Encoding", "gzip").bytes("application/json", bomb).send();
      assertError(answer, 413, "invalid_request");
    }
    Answer yaml =
        APP.asRoot("PUT", "/Patient/hostile-body")
            .header("Content-Encoding", "gzip")
            .bytes("text/yaml", packed("a: ".getBytes(StandardCharsets.UTF_8), 200_000))
            .send();
    assertOutcome(yaml, 413, "too-long");
  }

  @Test
  @DisplayName("gzip that lies: broken off, of something else, in layers, or none")
  void lyingCodings() {
    byte[] good = packed("{\"active\":true}".getBytes(StandardCharsets.UTF_8), 1);
    byte[] brokenOff = java.util.Arrays.copyOf(good, good.length - 6);
    byte[] plain = "{\"active\":true}".getBytes(StandardCharsets.UTF_8);
    for (byte[] body : List.of(brokenOff, plain, new byte[] {0x1f, (byte) 0x8b})) {
      for (Call door : doors()) {
        assertOutcome(
            door.header("Content-Encoding", "gzip").bytes("application/json", body).send(),
            400,
            "invalid");
      }
    }
    for (String coding : List.of("br", "deflate", "gzip, gzip", "zstd", "x", "gzip;q=1")) {
      for (Call door : doors()) {
        assertOutcome(
            door.header("Content-Encoding", coding).bytes("application/json", good).send(),
            415,
            "not-supported");
      }
    }
    for (Call door : doors()) {
      assertOutcome(door.bytes("application/json", good).send(), 400, "invalid");
    }
  }

  @Test
  @DisplayName("lying content types: the body is read as what it says it is, or not at all")
  void contentTypes() {
    refused("application/json", "active: true");
    refused("application/json", "id=a&active=true");
    refused("application/json", "<Patient xmlns=\"http://hl7.org/fhir\"/>");
    refused("text/yaml", "<Patient xmlns=\"http://hl7.org/fhir\"/>: [");
    refused("application/json", "");
    for (String type :
        List.of(
            "text/html",
            "text/plain",
            "application/xml",
            "application/fhir+xml",
            "image/svg+xml",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
            "application/json; charset=iso-8859-1",
            "application/json, text/yaml",
            "application/jsonx",
            "application/x-yaml2",
            "*/*",
            "json",
            "/",
            "a/b/c")) {
      for (Call door : doors()) {
        Answer answer =
            door.body(type, "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>")
                .send();
        assertOutcome(answer, 415, "not-supported");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
      }
    }
    for (Call door : doors()) {
      byte[] utf16 = "{\"active\":true}".getBytes(StandardCharsets.UTF_16);
      assertOutcome(door.bytes("application/json", utf16).send(), 400, "invalid");
    }
  }

  @Test
  @DisplayName("NUL bytes in values, names and bodies, raw and escaped: 422, never stored")
  void nul() {
    for (String json :
        List.of(
            "{\"name\":[{\"family\":\"a\\u0000b\"}]}",
            "{\"\\u0000\":1}",
            "{\"name\":[{\"\\u0000\":\"x\"}]}",
            "{\"id\":\"\\u0000\"}")) {
      for (Call door : doors()) {
        assertThat(door.json(json).send().status()).as(json).isEqualTo(422);
      }
    }
    for (Call door : doors()) {
      assertOutcome(door.json("{\"a\":\"\u0000\"}").send(), 400, "invalid");
    }
    for (Call door : doors()) {
      assertThat(door.yaml("name: [{family: \"a\\0b\"}]").send().status()).isEqualTo(422);
    }
    for (Call door : doors()) {
      assertThat(door.yaml("name: [{family: a\u0000b}]").send().status()).isEqualTo(422);
    }
  }

  @Test
  @DisplayName("numbers of absurd length or exponent: 422, in no time")
  void numbers() {
    for (String number :
        List.of("1e999999999", "1e-999999999", "9".repeat(100_000), "1." + "0".repeat(50_000))) {
      for (Call door : doors()) {
        Answer answer = door.json("{\"multipleBirthInteger\":" + number + "}").send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      }
    }
  }

  @Test
  @DisplayName("huge and empty values and names")
  void huge() {
    String megabyte = "x".repeat(1 << 20);
    for (String json :
        List.of(
            "{\"" + megabyte + "\":1}",
            "{\"active\":\"" + megabyte + "\"}",
            "{\"resourceType\":\"" + megabyte + "\"}",
            "{\"meta\":{\"versionId\":[\"" + megabyte + "\"]}}",
            "{\"\":\"\"}",
            "[]",
            "\"\"",
            "0")) {
      for (Call door : doors()) {
        Answer answer = door.json(json).send();
        String shown = json.substring(0, Math.min(json.length(), 40));
        assertThat(answer.status()).as(shown).isIn(200, 400, 422);
        assertThat(answer.body()).as("$validate tells of a fault by a 200").contains("\"error\"");
        assertThat(answer.body().length()).as("what was sent is not sent back").isLessThan(5000);
      }
    }
    byte[] tooLarge = new byte[10 * 1024 * 1024 + 1];
    java.util.Arrays.fill(tooLarge, (byte) ' ');
    assertOutcome(
        APP.asRoot("PUT", "/Patient/hostile-body").bytes("application/json", tooLarge).send(),
        413,
        "too-long");
  }
}
