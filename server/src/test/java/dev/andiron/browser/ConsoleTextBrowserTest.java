package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The modules of `js/lib` that read, write and compare texts, asked in a page of the console.
@DisplayName("The console's texts")
class ConsoleTextBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "no",
          "Yes",
          "on",
          "null",
          "~",
          "true",
          "1e3",
          "0123",
          "0x1F",
          "0o7",
          "-1",
          "+1",
          ".5",
          "1.10",
          "1_000",
          "-.inf",
          ".nan",
          "2026-11-24",
          "12:30:45",
          ": ",
          "a: b",
          "a:",
          "a #b",
          "#a",
          " #",
          "  two before",
          "behind  ",
          "\ttab",
          "- x",
          "-",
          "--- x",
          "---",
          "...",
          "? x",
          "?",
          "{",
          "}",
          "{a: b}",
          "[",
          "]",
          "[a]",
          ",",
          "a, b",
          "*a",
          "&a",
          "!t",
          "!!str x",
          "%",
          "%TAG",
          "@a",
          "`a`",
          "|",
          ">",
          "|-",
          "<<",
          "=",
          "'",
          "''",
          "it's",
          "\"",
          "\"quoted\"",
          "\\",
          "\\n",
          "line\nline",
          "line\n",
          "\nline",
          "a\r\nb",
          "\u0085",
          "\u2028",
          "\u2029",
          "\ufeffx",
          "\u007f",
          "\u0001",
          "\ufffe",
          "Zoë",
          "日本語",
          "🙂",
          "👩‍⚕️",
          "\u200b",
          "\u00a0",
          "e\u0301",
          "<script>",
          "__proto__",
          "constructor",
          "a".repeat(5_000));

  @Test
  @DisplayName("toYaml: whatever is written as YAML, the server reads as it was")
  void yaml() {
    Page page = open();
    Object wrong =
        page.evaluate(
            script(
                """
                const { toYaml } = await lib("yaml");
                const { convert } = await lib("api");
                const wrong = [];
                const check = async (value) => {
                  const text = toYaml(value);
                  try {
                    const back = JSON.stringify(JSON.parse(await convert(text, "text/yaml", "application/json")));
                    if (back !== JSON.stringify(value)) wrong.push([text, back]);
                  } catch (error) {
                    wrong.push([text, error.message]);
                  }
                };
                await check({ all: strings, nested: strings.map((each) => ({ in: [each, [each]] })) });
                for (const each of strings) {
                  if (each !== "__proto__") await check({ resourceType: "Patient", data: { [each.slice(0, 100)]: each } });
                }
                await check({ a: [], b: {}, c: [[], {}, [[]]], d: null, e: true, f: 1.5, g: -2, h: [{ a: 1, b: [{ c: 2 }] }] });
                return wrong;
                """),
            HOSTILE);
    assertThat((List<?>) wrong).isEmpty();
  }

  @Test
  @DisplayName("json-text and yaml-text: each element has its place")
  void places() {
    Page page = open();
    Object found =
        page.evaluate(
            script(
                """
                const json = await lib("json-text");
                const yaml = await lib("yaml-text");
                const { toYaml } = await lib("yaml");
                const value = { a: "x", name: [{ family: "F", given: ["G", "H"] }, { family: "I" }], o: { p: { q: [1] } } };
                const at = (text, places, path) => places.has(path) ? text.slice(...places.get(path)).split("\\n")[0].trim() : "missing";
                const inJson = JSON.stringify(value, null, 2);
                const inYaml = toYaml(value);
                const paths = ["a", "name[0].family", "name[0].given[1]", "name[1].family", "o.p.q[0]"];
                const { places } = json.readJson(inJson);
                return { json: paths.map((each) => at(inJson, places, each)), yaml: paths.map((each) => at(inYaml, yaml.placesOf(inYaml), each)) };
                """),
            HOSTILE);
    Map<?, ?> places = (Map<?, ?>) found;
    assertThat(places.get("json"))
        .isEqualTo(List.of("\"a\": \"x\"", "\"family\": \"F\"", "\"H\"", "\"family\": \"I\"", "1"));
    assertThat(places.get("yaml"))
        .isEqualTo(List.of("a: x", "- family: F", "- H", "- family: I", "- 1"));
  }

  @Test
  @DisplayName(
      "json-text: numbers stay as they were written, and what is no JSON is refused at its place")
  void numbers() {
    Page page = open();
    Object found =
        page.evaluate(
            script(
                """
                const { readJson, writeJson, tokensOf } = await lib("json-text");
                const text = '{"a": [1.10, 1.0E2, -0, 12345678901234567890, 0.1e-7], "__proto__": {"b": 1.0}}';
                const bad = ["", "{", '{"a" 1}', '{"a": 1,}', "[1 2]", '"open', "{} {}", "nul", "01a", "01", "[1,]", '{"a": 1.}'];
                const places = bad.map((each) => {
                  try {
                    readJson(each);
                    return -1;
                  } catch (error) {
                    return error.at;
                  }
                });
                const gaps = [...strings, text, ...bad].filter((each) => tokensOf(each).map((token) => each.slice(token.start, token.end)).join("") !== each);
                return [writeJson(readJson(text).value).replaceAll(/\\s+/g, ""), places.filter((at) => !(at >= 0)).length, gaps.length];
                """),
            HOSTILE);
    assertThat(found)
        .isEqualTo(
            List.of(
                "{\"a\":[1.10,1.0E2,-0,12345678901234567890,0.1e-7],\"__proto__\":{\"b\":1.0}}",
                0,
                0));
  }

  @Test
  @DisplayName(
      "diff: gives both texts back, shares as much as can be shared, and ends soon for what is huge")
  void diff() {
    Page page = open();
    Object found =
        page.evaluate(
            script(
                """
                const { difference, sideBySide, markedWords } = await lib("diff");
                let seed = 7;
                const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
                const common = (a, b) => {
                  const row = new Array(b.length + 1).fill(0);
                  for (const x of a) {
                    let corner = 0;
                    b.forEach((y, j) => {
                      const above = row[j + 1];
                      row[j + 1] = x === y ? corner + 1 : Math.max(above, row[j]);
                      corner = above;
                    });
                  }
                  return row[b.length];
                };
                let wrong = 0;
                for (let n = 0; n < 2000; n++) {
                  const [a, b] = [0, 0].map(() => Array.from({ length: random(9) }, () => "abc"[random(3)]));
                  const steps = difference(a, b);
                  const same = steps.filter((step) => step.kind === "same");
                  const left = steps.filter((step) => step.before >= 0).map((step) => a[step.before]);
                  const right = steps.filter((step) => step.after >= 0).map((step) => b[step.after]);
                  const fits = left.join() === a.join() && right.join() === b.join() && same.length === common(a, b);
                  wrong += fits && same.every((step) => a[step.before] === b[step.after]) ? 0 : 1;
                }
                const lines = (letter, count) => Array.from({ length: count }, (_, i) => letter + i).join("\\n");
                const start = performance.now();
                const huge = sideBySide(lines("a", 15000), lines("b", 15000));
                const cut = sideBySide(lines("a", 25000), lines("b", 25000));
                const seconds = (performance.now() - start) / 1000;
                const words = markedWords('"family": "Ito"', '"family": "Sato"');
                const marked = (pieces) => pieces.filter((piece) => piece.marked).map((piece) => piece.text);
                return [wrong, huge.rows.length, huge.isCut, cut.isCut, seconds < 5, marked(words.before), marked(words.after)];
                """),
            HOSTILE);
    assertThat(found)
        .isEqualTo(List.of(0, 15_000, false, true, true, List.of("Ito"), List.of("Sato")));
  }

  @Test
  @DisplayName("user-agent: names the browser and the system")
  void userAgents() {
    Page page = open();
    Object found =
        page.evaluate(
            script(
                """
                const { inWords } = await lib("user-agent");
                return [
                  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
                  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
                  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
                  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                  "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
                  "curl/8.5.0",
                  "<script>alert(1)</script>",
                  undefined,
                ].map(inWords);
                """),
            HOSTILE);
    assertThat(found)
        .isEqualTo(
            List.of(
                "Firefox 128 on Windows",
                "Safari 17 on macOS",
                "Safari 17 on iPhone",
                "Edge 126 on Windows",
                "Chrome 126 on Android",
                "curl 8.5",
                "<script>alert",
                "Unknown program"));
  }

  private String assets = "";

  /// A page whose modules are there, and where they are.
  private Page open() {
    Page page = browser.page();
    Request module =
        page.waitForRequest("**/js/lib/dom.js", () -> browser.asAdmin().navigate("/ui/profile"));
    assets = module.url().substring(0, module.url().length() - "dom.js".length());
    page.getByRole(com.microsoft.playwright.options.AriaRole.HEADING).first().waitFor();
    return page;
  }

  private String script(String body) {
    return "async (strings) => { const lib = (name) => import('"
        + assets
        + "' + name + '.js');\n"
        + body
        + "}";
  }
}
