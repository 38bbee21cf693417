package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("One's own profile, without any policy")
class ProfileBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  @Test
  @DisplayName("says who one is, and ends what is signed in elsewhere")
  void ends() {
    Ward ward = Ward.on(browser.app());
    String first = ward.signIn();
    String second = ward.signIn();
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui/profile");
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Nora Nurse")))
        .isVisible();
    assertThat(page.getByText(ward.userName())).isVisible();
    assertThat(rows(page)).hasCount(3);
    browser.axe(page);

    rows(page)
        .filter(new Locator.FilterOptions().setHasNotText("This session"))
        .first()
        .getByRole(AriaRole.BUTTON)
        .click();
    button(page, "End the session").click();
    assertThat(page.getByText("The session was ended.")).isVisible();
    assertThat(rows(page)).hasCount(2);
    assertThat(ward.isGood(first) ^ ward.isGood(second)).isTrue();

    button(page, "End all others").click();
    button(page, "End the others").click();
    assertThat(page.getByText("One session was ended.")).isVisible();
    assertThat(rows(page)).hasCount(1);
    assertThat(rows(page)).containsText("Console");
    assertThat(button(page, "End all others")).isDisabled();
    assertThat(ward.isGood(first) || ward.isGood(second)).isFalse();
  }

  @Test
  @DisplayName("says why a session cannot be ended")
  void refused() {
    Ward ward = Ward.on(browser.app());
    ward.signIn();
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui/profile");
    rows(page)
        .filter(new Locator.FilterOptions().setHasText("Ward app"))
        .or(rows(page).filter(new Locator.FilterOptions().setHasText(ward.client())))
        .getByRole(AriaRole.BUTTON)
        .click();
    page.route(Pattern.compile(".*/auth/sessions/.*"), route -> route.abort());
    browser.announceMessage("net::ERR_FAILED");
    button(page, "End the session").click();
    assertThat(page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.ALERT)).isVisible();
    browser.axe(page);
    button(page, "Cancel").click();
    assertThat(rows(page)).hasCount(2);
  }

  @Test
  @DisplayName("signs out")
  void signsOut() {
    Ward ward = Ward.on(browser.app());
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui/profile");
    button(page, "Sign out here").click();
    page.waitForURL(Pattern.compile(".*/auth/login.*"));
    browser.announce(401, "/ui/api/session");
    page.navigate("/ui/profile");
    page.waitForURL(Pattern.compile(".*/auth/login.*"));
  }

  private static Locator rows(Page page) {
    return page.locator("tbody tr");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
