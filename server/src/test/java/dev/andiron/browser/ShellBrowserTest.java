package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
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
    Response answer = page.navigate("/ui/users?active=true");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headerValue("content-security-policy"))
        .contains("require-trusted-types-for 'script'");
    page.waitForURL("**/auth/login?**");
    assertThat(page.url()).endsWith("/auth/login?redirect_to=%2Fui%2Fusers%3Factive%3Dtrue");
  }

  @Test
  @DisplayName("shows whoever is signed in the menu of what they may do")
  void signedIn() {
    Page page = browser.asAdmin();
    page.navigate("/ui");
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .isVisible();
    Locator menu = page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main"));
    assertThat(menu.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Users")))
        .isVisible();
    assertThat(page.getByText("admin").first()).isVisible();
    browser.axe(page);
    browser.screenshot("home");
  }
}
