package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.andiron.main.TestApp;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The sign-in in a browser")
class SignInBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  private static void fill(Page page, String name, String password) {
    page.getByLabel("User name or email address").fill(name);
    page.getByLabel("Password").fill(password);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
  }

  @Test
  @DisplayName("works by the keyboard alone, and leads to where one wanted to go")
  void byKeyboard() {
    Page page = browser.page();
    page.navigate("/auth/login?redirect_to=/$version");
    browser.axe(page);
    browser.screenshot("sign-in");
    assertThat(page.getByLabel("User name or email address")).isFocused();
    page.keyboard().type("admin");
    page.keyboard().press("Tab");
    page.keyboard().type(TestApp.ADMIN_PASSWORD);
    page.keyboard().press("Enter");
    page.waitForURL(browser.app().url() + "/$version");
    assertThat(page.evaluate("document.cookie")).as("what scripts see of it").isEqualTo("");
    page.navigate("/auth/login?redirect_to=/$version");
    assertThat(page.url()).as("somebody who is signed in").endsWith("/$version");
  }

  @Test
  @DisplayName("says that it failed, keeps the name, and waits for the password")
  void refused() {
    browser.announce(422, "/auth/login");
    Page page = browser.page();
    page.navigate("/auth/login?redirect_to=//evil.example");
    fill(page, "somebody", "wrong");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("do not go together");
    assertThat(page.getByLabel("User name or email address")).hasValue("somebody");
    assertThat(page.getByLabel("Password")).hasValue("");
    assertThat(page.getByLabel("Password")).isFocused();
    assertThat(page.getByLabel("Password"))
        .hasAccessibleDescription(
            "That user name and password do not go together, or may not sign in. Try again.");
    assertThat(page).hasTitle("Not signed in – Andiron");
    browser.axe(page);
    page.setViewportSize(360, 640);
    assertThat(page.evaluate("document.documentElement.scrollWidth <= 360"))
        .as("no sideways scrolling on a phone")
        .isEqualTo(true);
    page.route("**/ui", route -> route.fulfill());
    fill(page, "admin", TestApp.ADMIN_PASSWORD);
    page.waitForURL("**/ui");
    assertThat(page.url()).isEqualTo(browser.app().url() + "/ui");
  }

  @Test
  @DisplayName("needs no script")
  void withoutScripts() {
    try (BrowserContext context =
        browser
            .page()
            .context()
            .browser()
            .newContext(
                new com.microsoft.playwright.Browser.NewContextOptions()
                    .setJavaScriptEnabled(false)
                    .setBaseURL(browser.app().url()))) {
      Page page = context.newPage();
      page.navigate("/auth/login?redirect_to=/$version");
      fill(page, "admin", "wrong");
      assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
      fill(page, "admin", TestApp.ADMIN_PASSWORD);
      page.waitForURL(browser.app().url() + "/$version");
      assertThat(context.cookies())
          .singleElement()
          .satisfies(cookie -> {
            assertThat(cookie.name).isEqualTo("andiron");
            assertThat(cookie.httpOnly).isTrue();
          });
    }
  }
}
