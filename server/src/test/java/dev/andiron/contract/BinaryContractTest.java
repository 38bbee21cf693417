package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static dev.andiron.contract.Given.read;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 Binary: its content as it is")
class BinaryContractTest {
  private static final int LIMIT = 10 * 1024 * 1024;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static Answer write(String path, String contentType, byte[] bytes) {
    Answer answer = root("PUT", path).bytes(contentType, bytes).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    return answer;
  }

  private static Answer write(String path, String contentType, String text) {
    return write(path, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse<byte[]> content(String path, String accept) {
    return root("GET", path).header("Accept", accept).sendForBytes();
  }

  private static @Nullable String header(HttpResponse<byte[]> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  private static @Nullable String contentType(HttpResponse<byte[]> response) {
    return header(response, "Content-Type");
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 2, 3, 5000, 5 * 1024 * 1024, LIMIT})
  @DisplayName("what is written comes back byte by byte, and as base64 in the resource")
  void roundTrip(int length) {
    byte[] bytes = random(length);
    Answer created = root("POST", "/Binary").bytes("application/octet-stream", bytes).send();
    assertThat(created.status()).isEqualTo(201);
    String path = "/Binary/" + created.text("id");
    assertThat(created.header("Location")).endsWith(path + "/_history/1");
    HttpResponse<byte[]> raw = content(path, "application/octet-stream");
    assertThat(raw.statusCode()).isEqualTo(200);
    assertThat(raw.body()).isEqualTo(bytes);
    assertThat(contentType(raw)).isEqualTo("application/octet-stream");
    assertThat(header(raw, "ETag")).isEqualTo("W/\"1\"");
    Answer resource = read(path);
    assertThat(resource.text("contentType")).isEqualTo("application/octet-stream");
    assertThat(resource.json().has("data")).isEqualTo(length > 0);
    assertThat(Base64.getDecoder().decode(resource.text("data"))).isEqualTo(bytes);
  }

  @Test
  @DisplayName("what is too large is 413")
  void tooLarge() {
    assertThat(root("POST", "/Binary").bytes("image/png", new byte[LIMIT + 1]).send().status())
        .isEqualTo(413);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "image/png|image/png",
        "IMAGE/PNG|image/png",
        "image/*|image/png",
        "image/avif, image/webp, image/*;q=0.8, */*;q=0.5|image/png",
        "application/json;q=0.5, image/png|image/png",
        "image/png, application/json|image/png",
        "application/json, image/png|application/json;charset=utf-8",
        "image/png;q=0.5, text/yaml|text/yaml;charset=utf-8",
        "*/*|application/json;charset=utf-8",
        "application/fhir+json|application/fhir+json;charset=utf-8",
        "image/jpeg, */*;q=0.1|application/json;charset=utf-8",
        "text/html, */*;q=0.8|application/json;charset=utf-8",
        "image/png;q=0, image/*, application/json;q=0.1|application/json;charset=utf-8",
      })
  @DisplayName("Accept: the type by its name or family is the content, formats are the resource")
  void accept(String accept, String expected) {
    write("/Binary/bin-accept", "image/png", random(10));
    HttpResponse<byte[]> answer = content("/Binary/bin-accept", accept);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(contentType(answer)).isEqualTo(expected);
  }

  @Test
  @DisplayName("no Accept is JSON; text/* and application/* name the content that they match")
  void wildcards() {
    write("/Binary/bin-pdf", "application/pdf", random(10));
    write("/Binary/bin-text", "text/plain; charset=iso-8859-1", new byte[] {(byte) 0xe4});
    assertThat(contentType(root("GET", "/Binary/bin-pdf").sendForBytes()))
        .isEqualTo("application/json;charset=utf-8");
    assertThat(contentType(content("/Binary/bin-pdf", "application/*")))
        .isEqualTo("application/pdf");
    HttpResponse<byte[]> text = content("/Binary/bin-text", "text/*");
    assertThat(contentType(text)).isEqualTo("text/plain; charset=iso-8859-1");
    assertThat(text.body()).containsExactly(0xe4);
  }

  @Test
  @DisplayName("_format decides before Accept, also for the content")
  void format() {
    write("/Binary/bin-format", "image/svg+xml", "<svg/>");
    for (String format : List.of("image/svg%2Bxml", "image/svg+xml", "image/*")) {
      HttpResponse<byte[]> answer =
          content("/Binary/bin-format?_format=" + format, "application/json");
      assertThat(contentType(answer)).as(format).isEqualTo("image/svg+xml");
    }
    assertThat(contentType(content("/Binary/bin-format?_format=json", "image/svg+xml")))
        .isEqualTo("application/json;charset=utf-8");
    assertThat(content("/Binary/bin-format?_format=xml", "image/svg+xml").statusCode())
        .isEqualTo(406);
  }

  @Test
  @DisplayName("another type is 406, also of other resources, and before a 304")
  void notAcceptable() {
    write("/Binary/bin-other", "image/png", random(10));
    put("/Patient/bin-patient", "{}");
    assertThat(content("/Binary/bin-other", "image/jpeg").statusCode()).isEqualTo(406);
    assertThat(content("/Binary/bin-other", "text/html").statusCode()).isEqualTo(406);
    assertThat(content("/Patient/bin-patient", "image/png").statusCode()).isEqualTo(406);
    assertThat(content("/Binary/bin-none", "image/png").statusCode()).isEqualTo(404);
    assertThat(
            root("GET", "/Binary/bin-other")
                .header("Accept", "image/jpeg")
                .header("If-None-Match", "W/\"1\"")
                .send()
                .status())
        .isEqualTo(406);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "application/xhtml+xml",
        "image/svg+xml",
        "text/javascript",
        "text/xml",
        "application/octet-stream",
        "text/html; charset=utf-8"
      })
  @DisplayName("what could come to life in a browser is kept as a file, without origin and scripts")
  void lively(String type) {
    write("/Binary/bin-lively", type, "<script>alert(document.cookie)</script>");
    HttpResponse<byte[]> answer = content("/Binary/bin-lively", type);
    assertThat(contentType(answer)).isEqualTo(type);
    assertThat(header(answer, "Content-Disposition")).isEqualTo("attachment");
    assertGuarded(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "image/jpeg", "application/pdf", "text/plain"})
  @DisplayName("what is inert may be shown, and no more")
  void inert(String type) {
    write("/Binary/bin-inert", type, "<script>alert(document.cookie)</script>");
    HttpResponse<byte[]> answer = content("/Binary/bin-inert", type);
    assertThat(contentType(answer)).isEqualTo(type);
    assertThat(header(answer, "Content-Disposition")).isNull();
    assertGuarded(answer);
  }

  private static void assertGuarded(HttpResponse<byte[]> answer) {
    assertThat(header(answer, "Content-Security-Policy"))
        .isEqualTo("sandbox; default-src 'none'; frame-ancestors 'none'");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/png; a=\\u00e4",
        "image/png; a=\\u010d\\u010aX:y=z",
        "image/png; a=b, text/html",
        "image/png; =b"
      })
  @DisplayName("a contentType that is no good header field is never sent as one")
  void noHeader(String type) {
    put("/Binary/bin-no-header", json(type));
    assertThat(content("/Binary/bin-no-header", "image/png").statusCode()).isEqualTo(406);
    assertThat(content("/Binary/bin-no-header", "image/*").statusCode()).isEqualTo(406);
    assertThat(read("/Binary/bin-no-header").text("data")).isEqualTo("AAAA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/png; a=b\\r\\nSet-Cookie: x=y",
        "image/png\\r\\n\\r\\n<script>",
        "image/png; a=\\r\\n\\tx"
      })
  @DisplayName("a contentType of several lines is not even stored")
  void injection(String type) {
    assertThat(root("POST", "/Binary").json(json(type)).send().status()).isEqualTo(422);
  }

  private static String json(String contentType) {
    return "{\"contentType\":\"" + contentType + "\",\"data\":\"AAAA\"}";
  }

  @Test
  @DisplayName("HEAD, If-None-Match, vread and new versions are as of other reads")
  void versions() {
    String path = "/Binary/bin-versions";
    write(path, "text/html", "one");
    Answer second = write(path, "text/plain", "two");
    assertThat(second.status()).isEqualTo(200);
    assertThat(write(path, "text/plain", "two").header("ETag")).isEqualTo("W/\"2\"");
    HttpResponse<byte[]> head = root("HEAD", path).header("Accept", "text/plain").sendForBytes();
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(contentType(head)).isEqualTo("text/plain");
    assertThat(header(head, "ETag")).isEqualTo("W/\"2\"");
    assertThat(content(path + "/_history/1", "text/html").body()).asString().isEqualTo("one");
    assertThat(content(path + "/_history/2", "text/plain").body()).asString().isEqualTo("two");
    assertThat(content(path + "/_history/2", "text/html").statusCode()).isEqualTo(406);
    HttpResponse<byte[]> known =
        root("GET", path + "/_history/1")
            .header("Accept", "text/html")
            .header("If-None-Match", "W/\"1\"")
            .sendForBytes();
    assertThat(known.statusCode()).isEqualTo(304);
    assertGuarded(known);
    assertThat(
            root("PUT", path)
                .header("If-Match", "W/\"1\"")
                .bytes("text/plain", random(3))
                .send()
                .status())
        .isEqualTo(412);
    root("DELETE", path).send();
    assertThat(content(path, "text/plain").statusCode()).isEqualTo(410);
  }

  @Test
  @DisplayName("X-Security-Context becomes securityContext, and comes back")
  void securityContext() {
    put("/Patient/bin-context", "{}");
    Answer written =
        root("PUT", "/Binary/bin-secured")
            .header("X-Security-Context", "Patient/bin-context")
            .bytes("image/png", random(3))
            .send();
    assertThat(Objects.requireNonNull(written.json().object("securityContext")).string("reference"))
        .isEqualTo("Patient/bin-context");
    assertThat(header(content("/Binary/bin-secured", "image/png"), "X-Security-Context"))
        .isEqualTo("Patient/bin-context");
    Answer refused =
        root("POST", "/Binary")
            .header("X-Security-Context", "Nonsense/1")
            .bytes("image/png", random(3))
            .send();
    assertThat(refused.status()).isEqualTo(422);
  }

  @Test
  @DisplayName("JSON and YAML are the resource, of which the content can be read")
  void resources() {
    put("/Binary/bin-json", "{\"contentType\":\"image/gif\",\"data\":\"R0lG ODlh\"}");
    assertThat(content("/Binary/bin-json", "image/gif").body()).asString().isEqualTo("GIF89a");
    Answer yaml =
        root("PUT", "/Binary/bin-yaml").yaml("contentType: application/json\ndata: e30=").send();
    assertThat(yaml.status()).isEqualTo(201);
    // A file of JSON cannot be told from the resource, so it is given within the resource only.
    for (String accept : List.of("application/json", "application/*")) {
      HttpResponse<byte[]> answer = content("/Binary/bin-yaml", accept);
      assertThat(answer.body()).asString().contains("\"data\":\"e30=\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "png",
        "image/",
        "image/png; a",
        "*/*",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/fhir+xml"
      })
  @DisplayName("what is no type, a form, or a resource in another format is 415")
  void unsupported(String type) {
    assertThat(root("POST", "/Binary").bytes(type, random(3)).send().status()).isEqualTo(415);
  }

  @Test
  @DisplayName("without Content-Type it is 415, and content of other types is none")
  void untyped() {
    assertThat(root("POST", "/Binary").send().status()).isEqualTo(415);
    assertThat(root("PUT", "/Binary/bin-untyped").send().status()).isEqualTo(415);
    assertThat(root("PUT", "/Patient/bin-p").bytes("image/png", random(3)).send().status())
        .isEqualTo(415);
  }

  @Test
  @DisplayName(
      "policies see the resource that the content becomes; the content is read as FhirRead")
  void policies() {
    put("/Client/bin-client", "{\"secret\":\"secret\",\"grant_types\":[\"basic\"]}");
    put(
        "/AccessPolicy/bin-may",
        """
        {"engine":"matcho","link":[{"resourceType":"Client","id":"bin-client"}],
         "matcho":{"operation":{"id":"FhirUpdate"},"uri":"#^/fhir/Binary/bin-mine",
                   "resource":{"contentType":"image/png",
                               "securityContext":{"reference":"Patient/bin-context2"}}}}
        """);
    put("/Patient/bin-context2", "{}");
    assertThat(sent("image/png", "Patient/bin-context2")).isEqualTo(201);
    assertThat(sent("image/gif", "Patient/bin-context2")).isEqualTo(403);
    assertThat(sent("image/png", "Patient/other")).isEqualTo(403);
    Call mine = client("GET").header("Accept", "image/png");
    assertThat(mine.send().status()).isEqualTo(403);
    put(
        "/AccessPolicy/bin-reads",
        """
        {"engine":"matcho","link":[{"resourceType":"Client","id":"bin-client"}],
         "matcho":{"operation":{"id":"FhirRead"},"uri":"#^/fhir/Binary/bin-mine"}}
        """);
    assertThat(client("GET").header("Accept", "image/png").send().status()).isEqualTo(200);
    assertThat(Given.HTTP.get("/Binary/bin-mine").header("Accept", "image/png").send().status())
        .isEqualTo(401);
    assertThat(Given.HTTP.post("/Binary").bytes("image/png", random(3)).send().status())
        .isEqualTo(401);
  }

  private static Call client(String method) {
    return Given.HTTP.call(method, "/Binary/bin-mine").basic("bin-client", "secret");
  }

  private static int sent(String type, String context) {
    return client("PUT")
        .header("X-Security-Context", context)
        .bytes(type, random(3))
        .send()
        .status();
  }

  @Test
  @DisplayName("in a bundle it is a resource")
  void bundles() {
    write("/Binary/bin-entry", "image/png", random(3));
    Answer answer =
        root("POST", "/")
            .json(
                """
                {"resourceType":"Bundle","type":"batch","entry":[
                  {"request":{"method":"GET","url":"Binary/bin-entry?_format=image/png"}}]}
                """)
            .send();
    assertThat(answer.resources())
        .singleElement()
        .satisfies(resource -> assertThat(resource.string("contentType")).isEqualTo("image/png"));
  }
}
