package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The page of the lockouts")
class LockoutsBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  private int signIn(Ward ward, String password) {
    return browser
        .app()
        .http()
        .post("/auth/token")
        .basic(ward.client(), Ward.SECRET)
        .form("grant_type", "password", "username", ward.userName(), "password", password)
        .send()
        .status();
  }

  @Test
  @DisplayName("shows who has to wait, and lets them off")
  void lifts() {
    Ward ward = Ward.on(browser.app());
    for (int i = 0; i < 5; i++) {
      assertThat(signIn(ward, "wrong")).isEqualTo(400);
    }
    Page page = browser.asAdmin();
    page.navigate("/ui");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Lockouts")).click();
    Locator row = page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("Nora"));
    row =
        row.filter(
            new Locator.FilterOptions().setHas(page.locator("a[href$='" + ward.user() + "']")));
    assertThat(row).hasCount(1);
    assertThat(row).containsText("At addresses new to them");
    assertThat(row).containsText("5");
    browser.axe(page);
    row.getByRole(AriaRole.BUTTON).click();
    assertThat(page.getByText("Nora Nurse may try again at once.")).isVisible();
    assertThat(row).hasCount(0);
    assertThat(signIn(ward, Ward.PASSWORD)).isEqualTo(200);
  }

  @Test
  @DisplayName("is not in the menu of whom no policy allows it, and says so when opened")
  void mayNot() {
    Ward ward = Ward.on(browser.app());
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui");
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Lockouts")))
        .hasCount(0);
    browser.announce(403, "/auth/lockouts");
    page.navigate("/ui/lockouts");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("no access policy allows it");
  }
}
