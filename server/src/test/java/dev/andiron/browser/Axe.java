package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/// The rules of accessibility (<https://www.w3.org/TR/WCAG22/>) that a program can check.
final class Axe {
  private static final String JAR = "/META-INF/resources/webjars/axe-core/";
  private static final String VERSION = "/META-INF/maven/org.webjars.npm/axe-core/pom.properties";

  private static final String SCRIPT = script();

  private static final String RUN =
      """
      async () => {
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
        const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .flatMap(({ id, impact, help, nodes }) =>
            nodes.map((node) => `${id} (${impact}, ${help}): ${node.html}\\n    ${node.failureSummary}`));
      }
      """;

  private Axe() {}

  static void check(Page page) {
    if (Boolean.FALSE.equals(page.evaluate("() => 'axe' in window"))) {
      page.evaluate(SCRIPT);
    }
    Object violations = page.evaluate(RUN);
    assertThat((List<?>) violations).as("WCAG 2.2 A and AA at " + page.url()).isEmpty();
  }

  private static String script() {
    Properties properties = new Properties();
    try (InputStream in = open(VERSION)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String path = JAR + properties.getProperty("version") + "/axe.min.js";
    try (InputStream in = open(path)) {
      // As a function, so that what it evaluates to is not sent back.
      return "() => {\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n}";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    InputStream in = Axe.class.getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException("axe-core is not on the class path: " + path);
    }
    return in;
  }
}
