package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a link can bring along that somebody is lured to.
@DisplayName("Whatever an address says is text in the console, and leads nowhere else")
class HostileAddressBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Test
  @DisplayName("in its path and its query")
  void reflected() {
    Page page = browser.asAdmin();
    Hostile hostile = new Hostile(page);
    page.navigate("/ui");
    // Most of these are refused, each in its own way; what matters is what the page makes of it.
    browser.allowRefusals();
    Hostile.TEXTS.forEach((name, text) -> {
      for (String path :
          List.of(
              "/ui/%s",
              "/ui/users/%s",
              "/ui/clients/%s",
              "/ui/policies/%s",
              "/ui/resources/%s",
              "/ui/resources/Patient/%s",
              "/ui/resources/%s/x",
              "/ui/resources/Patient?%s=%<s",
              "/ui/new/%s",
              "/ui/users/new?id=%s",
              "/ui/sessions?user=%s&client=%<s&type=%<s&active=%<s")) {
        hostile.go(path.formatted(encoded(text)));
        hostile.harmless(path + ": " + name);
        assertThat((String) page.evaluate("document.querySelector('main').innerText"))
            .as(path + ": " + name)
            .isNotBlank()
            .doesNotContain("TypeError", "is not a function", "Cannot read");
      }
    });
    page.navigate("/ui/resources/constructor");
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText("constructor");
  }

  @Test
  @DisplayName("on the page of the sign-in, in a name that is refused, and where there is nothing")
  void withoutSession() {
    Page page = browser.page();
    Hostile hostile = new Hostile(page);
    browser.allowRefusals();
    Hostile.TEXTS.forEach((name, text) -> {
      page.navigate("/auth/login?redirect_to=" + encoded(text) + "&x=" + encoded(text));
      hostile.harmless("the sign-in: " + name);
      page.getByLabel("User name or email address").fill(text);
      page.getByLabel("Password").fill("wrong");
      page.getByRole(AriaRole.BUTTON).click();
      assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
      hostile.shown(
          "a refused sign-in: " + name,
          text.replace("\u2028", "").replace("\u2029", "").isEmpty() ? "" : text);
      page.navigate("/nothing/" + encoded(text));
      assertThat(page.evaluate("'pwned' in window || document.contentType !== 'application/json'"))
          .as("nothing at a path: " + name)
          .isEqualTo(false);
    });
  }

  @Test
  @DisplayName("where the sign-in is asked to lead elsewhere")
  void redirects() {
    Page page = browser.asAdmin();
    String origin = browser.app().url();
    browser.announce(404, "/%EF%BC%8Felsewhere.invalid/"); // a path here, with a slash that is none
    for (String target :
        List.of(
            "https://elsewhere.invalid/",
            "//elsewhere.invalid/",
            "///elsewhere.invalid/",
            "/\\elsewhere.invalid/",
            "\\\\elsewhere.invalid/",
            "/\t/elsewhere.invalid/",
            "\t//elsewhere.invalid/",
            "/\n/elsewhere.invalid/",
            "/%2Felsewhere.invalid/",
            "/%5Celsewhere.invalid/",
            "/.//elsewhere.invalid/",
            "/ui/..//elsewhere.invalid/",
            "/ui/%2e%2e//elsewhere.invalid/",
            "/ui/%252e%252e//elsewhere.invalid/",
            "http:elsewhere.invalid/",
            "https:/elsewhere.invalid/",
            "javascript:window.pwned=1",
            "data:text/html,<script>window.pwned=1</script>",
            "@elsewhere.invalid/",
            ".elsewhere.invalid/",
            ":1@elsewhere.invalid/",
            "/ui\r\nLocation: https://elsewhere.invalid/",
            "/auth/login?redirect_to=//elsewhere.invalid/",
            "\u3000//elsewhere.invalid/",
            "/\uff0felsewhere.invalid/")) {
      // The watch sees any request elsewhere.
      page.navigate("/auth/login?redirect_to=" + encoded(target));
      assertThat(page.url()).as(target).startsWith(origin + "/");
      assertThat(page.evaluate("location.origin")).as(target).isEqualTo(origin);
    }
  }
}
