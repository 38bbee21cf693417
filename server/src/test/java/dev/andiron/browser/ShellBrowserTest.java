package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The console's shell")
class ShellBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  @Test
  @DisplayName("leads whoever is not signed in to the sign-in")
  void withoutSession() {
    browser.announce(401, "/ui/api/session");
    Page page = browser.page();
    // The sign-in is another page's test.
    page.route("**/auth/login?*", route -> route.fulfill());
    Response answer = page.navigate("/ui/users?active=true");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headerValue("content-security-policy"))
        .contains("require-trusted-types-for 'script'");
    page.waitForURL("**/auth/login?**");
    assertThat(page.url()).endsWith("/auth/login?redirect_to=%2Fui%2Fusers%3Factive%3Dtrue");
  }
}
