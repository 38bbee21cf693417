package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What is copied from the sandbox")
class SandboxSnippetsBrowserTest {
  private static final List<String> HOSTILE =
      List.of(
          "'; rm -rf ~; '",
          "$(touch /tmp/owned)`id`${HOME}!!",
          "\\u0022 \\\\ \\n \\",
          "\"quoted\" 'twice' `thrice`",
          "two\nlines\r\nand\ttabs \u0007\u001b[31m",
          "</script><!-- ${1+1} -->",
          "ünï€ode 𝔘 \u2028\u2029\u0085\ufeff 漢",
          "-u --data @/etc/passwd",
          "@/etc/passwd",
          "\\",
          "");

  @RegisterExtension final Browser browser = new Browser();

  /// Calls a function of the module that the page itself has loaded.
  private static String call(Page page, String function, Object... arguments) {
    return (String)
        page.evaluate(
            """
            async ([name, values]) => {
              const js = document.querySelector('script[type=module]').src.replace(/app\\.js$/, '');
              const snippets = await import(js + 'lib/snippets.js');
              return snippets[name](...values);
            }
            """,
            List.of(function, List.of(arguments)));
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  @DisplayName("every value stays one value: in a shell, in JavaScript, in Java")
  void quoting() throws Exception {
    Page page = SandboxPage.open(browser.asAdmin(), "basic").page();
    try (JShell java = JShell.builder().executionEngine("local").build()) {
      for (String value : HOSTILE) {
        String inShell = call(page, "shellQuoted", value);
        assertThat(output(List.of("/bin/sh", "-c", "printf '%s|' " + inShell + " end")))
            .isEqualTo(value + "|end|");
        String inScript = call(page, "scriptQuoted", value);
        assertThat(page.evaluate("() => [" + inScript + "]")).isEqualTo(List.of(value));
        assertThat(inScript).doesNotContain("</", "\n", "\u2028");
        var same =
            java.eval(
                call(page, "javaQuoted", value)
                    + ".equals(new String(java.util.Base64.getDecoder().decode(\""
                    + Base64.getEncoder().encodeToString(value.getBytes(UTF_8))
                    + "\"), java.nio.charset.StandardCharsets.UTF_8))");
        assertThat(same.getFirst().value()).as(value).isEqualTo("true");
      }
    }
  }

  @Test
  @DisplayName("curl, as it was copied, gets a token with a hostile secret and password")
  void curl() throws Exception {
    Assumptions.assumeTrue(
        Runtime.getRuntime().exec(new String[] {"sh", "-c", "command -v curl"}).waitFor() == 0,
        "no curl here");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), "resource-owner").named("sbx-curl");
    sandbox.type("Client secret", "it's $(id) `x` \\ \"€\"");
    sandbox.type("Password", "'; echo & + % = ü \\n");
    sandbox.run(1, 5);
    assertThat(sandbox.status(4)).hasText("200 OK");
    for (String asked : List.of("Basic + form", "JSON body")) {
      sandbox.choose(asked);
      String answer =
          output(
              List.of("/bin/sh", "-c", sandbox.copied(4, "curl").replace("curl -i", "curl -s -i")));
      assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("\"token_type\":\"Bearer\"");
      assertThat(answer).contains("\"id\":\"sbx-curl\"");
    }
    // The same body as the card has, with the whole of the token.
    String copied = sandbox.copied(5, "curl");
    assertThat(copied)
        .contains("'Authorization: Bearer " + sandbox.tokenText(4, "Access token") + "'");
    String patients = output(List.of("/bin/sh", "-c", copied.replace("curl -i", "curl -s")));
    assertThat(patients).contains("\"type\":\"searchset\"");

    // What is set up is asked for by the client of the scripts.
    String client = sandbox.copied(1, "curl");
    assertThat(client).contains("-u \"$ROOT\"");
    ProcessBuilder shell =
        new ProcessBuilder("/bin/sh", "-c", client.replace("curl -i", "curl -s -i"));
    shell.environment().put("ROOT", "root:" + dev.andiron.main.TestApp.ROOT_SECRET);
    Process process = shell.start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .startsWith("HTTP/1.1 200 OK");
  }

  @Test
  @DisplayName("fetch and Java, as they were copied, do the same")
  void fetchAndJava() {
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), "resource-owner").named("sbx-java");
    sandbox.choose("JSON body").type("Client secret", "\"\\u0022' ${x} \\ €");
    sandbox.run(1, 3);
    String script = sandbox.copied(4, "fetch");
    Object answer =
        sandbox
            .page()
            .evaluate(
                "async () => {\n"
                    + script.replace(
                        "console.log(response.status, await response.text());",
                        "return response.status;")
                    + "}");
    assertThat(answer).isEqualTo(200);

    assertThat(ToolProvider.getSystemJavaCompiler()).isNotNull();
    try (JShell java = JShell.builder().executionEngine("local").build()) {
      String snippet = sandbox.copied(4, "Java");
      for (String rest = snippet; !rest.isBlank(); ) {
        var piece = java.sourceCodeAnalysis().analyzeCompletion(rest);
        java.eval(piece.source())
            .forEach(event -> {
              assertThat(java.diagnostics(event.snippet())).isEmpty();
              assertThat(event.exception()).isNull();
            });
        rest = piece.remaining();
      }
      assertThat(java.eval("response.statusCode()").getFirst().value()).isEqualTo("200");
    }
  }

  @Test
  @DisplayName("a JWT is good, not good, or cannot be checked, and it says which")
  void signatures() {
    Page page = SandboxPage.open(browser.asAdmin(), "basic").page();
    Object states =
        page.evaluate(
            """
            async () => {
              const js = document.querySelector('script[type=module]').src.replace(/app\\.js$/, '');
              const { checkSignature, readJwt } = await import(js + 'lib/jwt.js');
              const text = (value) => btoa(JSON.stringify(value)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_');
              const token = (header) => readJwt(text(header) + '.' + text({ sub: 'x' }) + '.AAAA');
              const { keys } = await (await fetch('/.well-known/jwks.json')).json();
              const states = [];
              for (const header of [{ alg: 'none' }, { alg: 'RS256', kid: 'unknown' }, { alg: 'RS256', kid: keys[0].kid }, { alg: 'HS256' }]) {
                states.push((await checkSignature(token(header))).state);
              }
              Object.defineProperty(globalThis, 'isSecureContext', { value: false });
              states.push((await checkSignature(token({ alg: 'RS256', kid: keys[0].kid }))).text);
              return { states, opaque: [readJwt('abc'), readJwt('a.b.c'), readJwt('bnVsbA.bnVsbA.AA')].map((each) => each === null) };
            }
            """);
    assertThat(states)
        .isEqualTo(
            Map.of(
                "states",
                    List.of(
                        "bad",
                        "bad",
                        "bad",
                        "closed",
                        "Signature cannot be checked here: the page is not in a secure context"
                            + " (TLS or localhost)"),
                "opaque", List.of(true, true, true)));
  }
}
