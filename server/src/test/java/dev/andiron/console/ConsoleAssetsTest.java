package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The console's documents and assets")
class ConsoleAssetsTest {
  private static final TestApp APP = TestApp.shared();
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  private static Call get(String path) {
    return APP.http().get(path);
  }

  private static String assets() {
    Matcher link = Pattern.compile("\"(/ui/assets/[^/\"]+)/").matcher(get("/ui").send().body());
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  private static HttpResponse<byte[]> bytes(String path, String... headers)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(APP.url() + path));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ui", "/ui/", "/ui/users", "/ui/resources/Patient/p1", "/fhir/ui/users"})
  @DisplayName("one document stands at every path of a page")
  void index(String path) {
    Answer answer = get(path).send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(answer.body()).startsWith("<!doctype html>").doesNotContain("{{");
    assertThat(answer.header("Content-Security-Policy"))
        .isEqualTo(
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
                + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    String etag = answer.header("ETag");
    assertThat(etag).isNotNull();
    Answer again = get(path).header("If-None-Match", "\"other\", " + etag).send();
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  @DisplayName("everything that the document names is there")
  void complete() {
    Matcher link =
        Pattern.compile("(?:href|src)=\"(/ui/assets/[^\"]+)\"").matcher(get("/ui").send().body());
    int found = 0;
    while (link.find()) {
      assertThat(get(link.group(1)).send().status()).as(link.group(1)).isEqualTo(200);
      found++;
    }
    assertThat(found).isGreaterThan(5);
  }

  @Test
  @DisplayName("every module that a module imports is there, and no module stands at two addresses")
  void imports() {
    Pattern imported = Pattern.compile("(?:from|import)\\s*\\(?\\s*\"(\\.[^\"]+)\"");
    Map<String, byte[]> modules = PageFiles.under("js");
    modules.forEach((name, bytes) -> {
      Matcher module = imported.matcher(new String(bytes, StandardCharsets.UTF_8));
      while (module.find()) {
        String target = URI.create(name).resolve(module.group(1)).toString();
        assertThat(modules).as(name + " imports " + module.group(1)).containsKey(target);
      }
    });
  }

  @ParameterizedTest
  @CsvSource({
    "/js/app.js, text/javascript;charset=utf-8",
    "/css/base.css, text/css;charset=utf-8",
    "/img/andiron.svg, image/svg+xml;charset=utf-8",
  })
  @DisplayName("an asset is kept for good, and comes packed")
  void asset(String name, String type) throws IOException, InterruptedException {
    String path = assets() + name;
    HttpResponse<byte[]> plain = bytes(path);
    HttpResponse<byte[]> packed = bytes(path, "Accept-Encoding", "gzip, br");
    for (HttpResponse<byte[]> response : List.of(plain, packed)) {
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().allValues("Content-Type")).containsExactly(type);
      assertThat(response.headers().allValues("Cache-Control"))
          .containsExactly("public, max-age=31536000, immutable");
      assertThat(String.join(",", response.headers().allValues("Vary")))
          .containsOnlyOnce("Accept-Encoding");
      assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    }
    assertThat(plain.headers().allValues("Content-Encoding")).isEmpty();
    assertThat(packed.headers().allValues("Content-Encoding")).containsExactly("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length);
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
    }

    String plainTag = plain.headers().firstValue("ETag").orElseThrow();
    String packedTag = packed.headers().firstValue("ETag").orElseThrow();
    assertThat(plainTag).startsWith("\"").isNotEqualTo(packedTag);
    HttpResponse<byte[]> known = bytes(path, "Accept-Encoding", "gzip", "If-None-Match", packedTag);
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(known.headers().allValues("Cache-Control"))
        .containsExactly("public, max-age=31536000, immutable");
    assertThat(bytes(path, "If-None-Match", packedTag).statusCode()).isEqualTo(200);
    assertThat(bytes(path, "Accept-Encoding", "gzip;q=0").body()).isEqualTo(plain.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/js",
        "/js/",
        "/index.html",
        "/README.md",
        "/js/app.mjs",
        "/js/APP.js",
        "/js/app.js/x",
        "/js//app.js/.",
        "/css/..%2findex.html",
        "/js/%2e%2e/index.html",
        "/js/..;/index.html",
        "/js/..%5cindex.html",
        "/%2fetc/passwd",
        "/js/app.js%00.css",
        "/ConsoleRoutes.class",
        "/../../ui/api/session/../x",
      })
  @DisplayName("nothing but the assets is found under their path")
  void nothingElse(String name) {
    Answer answer = get(assets() + name).send();
    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).contains("OperationOutcome");
  }

  @Test
  @DisplayName("under another version there is nothing")
  void otherVersion() {
    for (String version : List.of("v1", "AAAAAAAAAAAAAAAA", "version")) {
      Answer answer = get("/ui/assets/" + version + "/js/app.js").send();
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  @DisplayName("the version follows every name and every byte")
  void version() {
    byte[] a = {1};
    byte[] b = {2};
    assertThat(
            List.of(
                path(Map.of("a.js", a)),
                path(Map.of("a.js", b)),
                path(Map.of("b.js", a)),
                path(Map.of("a.js", a, "b.js", b)),
                path(Map.of("a.js", b, "b.js", a))))
        .doesNotHaveDuplicates();
    assertThat(path(Map.of("a.js", a))).isEqualTo(path(Map.of("a.js", a)));
  }

  private static String path(Map<String, byte[]> files) {
    return new Assets(new TreeMap<>(files)).path();
  }

  @Test
  @DisplayName("HEAD tells the same without the content")
  void head() {
    String path = assets() + "/js/app.js";
    Answer head = APP.http().call("HEAD", path).send();
    Answer got = get(path).send();
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(got.header("Content-Length"));
    assertThat(head.header("ETag")).isEqualTo(got.header("ETag"));
  }

  @Test
  @DisplayName("a browser at the root is led to the console, a program is not")
  void root() {
    Answer browser = get("/").header("Accept", BROWSER).send();
    assertThat(browser.status()).isEqualTo(303);
    assertThat(browser.header("Location")).isEqualTo("/ui");
    for (String accept : List.of("application/fhir+json", "*/*", "application/json, text/html")) {
      assertThat(get("/").header("Accept", accept).send().status()).isEqualTo(401);
    }
    assertThat(get("/").send().status()).isEqualTo(401); // it is a search, and needs a sign-in
  }

  @Test
  @DisplayName("an unknown path of the console's API is no page")
  void unknownApi() {
    assertThat(get("/ui/api/nothing").header("Accept", BROWSER).send().status()).isEqualTo(404);
  }

  @Test
  @DisplayName("with --console off there is none of it")
  void off() {
    try (TestApp off = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.CONSOLE, "off"))) {
      for (String path : List.of("/ui", "/ui/users", assets() + "/js/app.js", "/ui/api/session")) {
        Answer answer = off.http().get(path).header("Accept", BROWSER).send();
        assertThat(answer.status()).as(path).isEqualTo(404);
      }
      assertThat(off.http().get("/").header("Accept", BROWSER).send().status()).isEqualTo(401);
      assertThat(off.http().get("/auth/login").send().status()).isEqualTo(404);
      assertThat(off.http().get("/metadata").send().status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("a place of a document takes text, never markup")
  void escaped() {
    Page page = new Page("test", "<p title=\"{{a}}\">{{b}}</p>{{assets}}", "/ui/assets/v");
    String html =
        new String(
            page.with(200, Map.of("a", "\"'><script>", "b", "{{a}} & $1 \\1 &lt;")).body(),
            StandardCharsets.UTF_8);
    assertThat(html)
        .isEqualTo(
            "<p title=\"&quot;&#39;&gt;&lt;script&gt;\">{{a}} &amp; $1 \\1 &amp;lt;</p>/ui/assets/v");
    assertThatThrownBy(() -> page.with(200, Map.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{{b}}");
  }
}
