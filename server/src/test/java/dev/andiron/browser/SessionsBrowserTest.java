package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The page of the sessions")
class SessionsBrowserTest {
  /// Milliseconds; the page asks every five seconds.
  private static final double UNTIL_UPDATED = 30_000;

  @RegisterExtension final Browser browser = new Browser();

  @Test
  @DisplayName("ends one, and what was signed in by it is not let in any more")
  void endsOne() {
    Ward ward = Ward.on(browser.app());
    String token = ward.signIn();
    Page page = browser.asAdmin();
    page.navigate("/ui/sessions?user=" + ward.user());
    assertThat(rows(page)).hasCount(1);
    assertThat(rows(page)).containsText("Nora Nurse");
    assertThat(rows(page)).containsText("Ward app");
    assertThat(rows(page)).containsText("first time from here");
    assertThat(rows(page)).containsText("Not since");
    browser.axe(page);

    button(page, "End the session of Nora Nurse").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Ward app");
    browser.axe(page);
    button(page, "End the session").click();
    assertThat(page.getByText("The session was ended.")).isVisible();
    assertThat(page.getByText("No such session")).isVisible();
    assertThat(ward.isGood(token)).isFalse();

    page.getByLabel("State").selectOption("false");
    assertThat(rows(page)).containsText("Ended");
    browser.axe(page);
  }

  @Test
  @DisplayName("shows by itself who has come, and keeps what is ticked and has the focus")
  void updates() {
    Ward ward = Ward.on(browser.app());
    String token = ward.signIn();
    Page page = browser.asAdmin();
    page.navigate("/ui/sessions?user=" + ward.user());
    Locator tick = rows(page).getByRole(AriaRole.CHECKBOX);
    tick.check();
    Locator kept = page.locator("[data-id='" + tick.getAttribute("data-id") + "']");
    ward.signIn();
    assertThat(rows(page))
        .hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(UNTIL_UPDATED));
    assertThat(kept).isChecked();
    assertThat(kept).isFocused();

    button(page, "End 1 selected").click();
    button(page, "End the sessions").click();
    assertThat(page.getByText("The session was ended.")).isVisible();
    assertThat(rows(page)).hasCount(1);
    assertThat(ward.isGood(token)).isFalse();

    page.getByText("Pause", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.getByText("Updating is paused")).isVisible();
    assertThat(button(page, "Resume updating")).isVisible();
  }

  @Test
  @DisplayName("ends all of a user's")
  void endsAll() {
    Ward ward = Ward.on(browser.app());
    String first = ward.signIn();
    String second = ward.signIn();
    Page page = browser.asAdmin();
    page.navigate("/ui/sessions");
    userField(page).fill(ward.userName());
    button(page, "Filter").click();
    assertThat(rows(page)).hasCount(2);
    page.getByLabel("Select all on this page").check();
    assertThat(button(page, "End 2 selected")).isEnabled();
    button(page, "End all of " + ward.userName()).click();
    button(page, "End all of them").click();
    assertThat(page.getByText("2 sessions were ended.")).isVisible();
    assertThat(ward.isGood(first)).isFalse();
    assertThat(ward.isGood(second)).isFalse();
  }

  @Test
  @DisplayName("says at the field that there is no such user")
  void unknownUser() {
    Page page = browser.asAdmin();
    page.navigate("/ui/sessions");
    userField(page).fill("nobody at all");
    button(page, "Filter").click();
    assertThat(userField(page)).hasAttribute("aria-invalid", "true");
    assertThat(userField(page)).isFocused();
    assertThat(page.getByText("No user has the id, user name or e-mail nobody at all."))
        .isVisible();
    assertThat(rows(page)).hasCount(0);
    browser.axe(page);
  }

  @Test
  @DisplayName(
      "says in the dialog why a session cannot be ended, and shows no button without the right to")
  void mayNotEnd() {
    Ward ward = Ward.on(browser.app());
    ward.signIn();
    ward.allow("{\"request-method\":\"get\",\"uri\":\"#^/(Session|User|Client)\"}");
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui/sessions?user=" + ward.user());
    assertThat(rows(page)).hasCount(2);
    assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("End")))
        .hasCount(0);
  }

  @Test
  @DisplayName("names one's own session, and leads to the sign-in when it is ended")
  void own() {
    Page page = browser.asAdmin();
    page.navigate("/ui/sessions?user=admin&type=console");
    Locator row = rows(page).filter(new Locator.FilterOptions().setHasText("This session"));
    row.getByRole(AriaRole.BUTTON).click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("You will be signed out here");
    button(page, "End it and sign out").click();
    page.waitForURL(Pattern.compile(".*/auth/login.*"));
  }

  private static Locator userField(Page page) {
    return page.getByLabel("User", new Page.GetByLabelOptions().setExact(true));
  }

  private static Locator rows(Page page) {
    return page.locator("tbody tr");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
