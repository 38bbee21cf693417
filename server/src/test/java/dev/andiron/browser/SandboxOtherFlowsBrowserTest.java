package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The sandboxes of client credentials and of Basic")
class SandboxOtherFlowsBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  @Test
  @DisplayName("a program signs in as itself, and asks what its token is worth")
  void clientCredentials() {
    browser.announce(401, "/Patient");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), "client-credentials");
    browser.axe(sandbox.page());
    sandbox.type("Client ID", "sbx-job").tick("JWT").runAll();
    assertThat(sandbox.said()).hasText("Done: the whole flow went as expected.");
    assertThat(sandbox.cards()).hasCount(7);
    assertThat(sandbox.token(3, "Access token").getByText("Signature is good")).isVisible();
    assertThat(sandbox.card(5)).containsText("\"active\": true");
    assertThat(sandbox.status(7)).hasText("401 Unauthorized");
    assertThat(sandbox.lastSent("POST", "/auth/introspect").allHeaders())
        .containsKey("authorization")
        .doesNotContainKeys("cookie", "x-csrf-token");
    browser.axe(sandbox.page());

    sandbox.choose("JSON body");
    assertThat(sandbox.card(3)).containsText("The form was changed since this was run.");
    sandbox.run(3);
    assertThat(sandbox.status(3)).hasText("200 OK");
    assertThat(sandbox.lastSent("POST", "/auth/token").postData())
        .contains("\"grant_type\": \"client_credentials\"");
  }

  @Test
  @DisplayName("a script sends its secret with each request; a wrong one is refused")
  void basic() {
    browser.announce(401, "/Patient");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), "basic");
    browser.axe(sandbox.page());
    sandbox.type("Client ID", "sbx-script").type("Client secret", "s€cret: %41+ü");
    sandbox.runAll();
    assertThat(sandbox.said()).hasText("Done: the whole flow went as expected.");
    assertThat(sandbox.cards()).hasCount(4);
    assertThat(sandbox.status(3)).hasText("200 OK");
    assertThat(sandbox.status(4)).hasText("401 Unauthorized");
    assertThat(sandbox.sent("GET", "/Patient"))
        .allSatisfy(request ->
            assertThat(request.allHeaders())
                .doesNotContainKey("cookie")
                .hasEntrySatisfying(
                    "authorization", value -> assertThat(value).startsWith("Basic ")));
    assertThat(
            sandbox
                .page()
                .getByRole(AriaRole.BUTTON)
                .filter(
                    new com.microsoft.playwright.Locator.FilterOptions()
                        .setHasText(Pattern.compile("^Stop$"))))
        .hasCount(0);
    browser.axe(sandbox.page());
  }
}
