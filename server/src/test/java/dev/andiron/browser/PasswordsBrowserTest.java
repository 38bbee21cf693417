package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.andiron.browser.Controls.button;
import static dev.andiron.browser.Controls.dialogButton;
import static dev.andiron.browser.Controls.field;
import static dev.andiron.browser.Controls.heading;
import static dev.andiron.browser.Controls.link;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.andiron.Http;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName(
    "Passwords at the console: one's own, a link for others, and the page that it leads to")
class PasswordsBrowserTest {
  private static final String NEW = "zq3 kw8v zq3 kw8v";

  @RegisterExtension final Browser browser = new Browser();

  private void put(String path, String json) {
    Http.Answer answer = browser.app().asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private String token(String user) {
    Http.Answer answer =
        browser
            .app()
            .asRoot("POST", "/auth/force-reset-password")
            .json("{\"userId\":\"" + user + "\"}")
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body().replaceFirst("(?s).*\"token\":\"([^\"]+)\".*", "$1");
  }

  @Test
  @DisplayName("one's own: what is wrong is said at its field; the session here goes on")
  void own() {
    Ward ward = Ward.on(browser.app());
    String elsewhere = ward.signIn();
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui/profile");
    button(page, "Change password").click();
    assertThat(page.getByText("All your other sessions end then")).isVisible();
    browser.axe(page);
    browser.screenshot("change-password");

    dialogButton(page, "Change the password").click();
    assertThat(field(page, "Current password")).isFocused();
    field(page, "Current password").fill("not the one");
    field(page, "New password").fill(NEW);
    field(page, "The same again").fill(NEW + "x");
    dialogButton(page, "Change the password").click();
    assertThat(field(page, "The same again")).hasAccessibleDescription("The two are not the same.");

    field(page, "The same again").fill(NEW);
    browser.announce(400, "/auth/change-password");
    dialogButton(page, "Change the password").click();
    assertThat(field(page, "Current password"))
        .hasAccessibleDescription("That is not your current password.");

    field(page, "Current password").fill(Ward.PASSWORD);
    field(page, "New password").fill("sunshine1");
    field(page, "The same again").fill("sunshine1");
    browser.announce(422, "/auth/change-password");
    dialogButton(page, "Change the password").click();
    assertThat(field(page, "New password"))
        .hasAccessibleDescription(
            "The new password is one of the most common, which are tried first; choose another.");
    browser.axe(page);

    field(page, "New password").fill(NEW);
    field(page, "The same again").fill(NEW);
    dialogButton(page, "Change the password").click();
    assertThat(page.getByText("Your password was changed.")).isVisible();
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(ward.isGood(elsewhere)).isFalse();
    Page other = browser.newVisitor();
    browser.signIn(other, ward.userName(), NEW);
  }

  @Test
  @DisplayName("a link is made on the page of a user, opened by them, and good once")
  void linkForOthers() {
    put("/User/pb-lost", "{\"userName\":\"pb-lost\",\"password\":\"" + Ward.PASSWORD + "\"}");
    Page page = browser.asAdmin();
    page.navigate("/ui/users/pb-lost");
    button(page, "Reset link").click();
    browser.axe(page);
    dialogButton(page, "Make the link").click();
    assertThat(page.getByText("It is good once, for 15 minutes.")).isVisible();
    browser.axe(page);
    browser.screenshot("reset-link");
    String url = page.getByRole(AriaRole.DIALOG).locator("code").innerText();
    assertThat(url).startsWith(browser.app().url() + "/auth/reset-password#token=");
    dialogButton(page, "Done").click();
    assertThat(heading(page, "pb-lost")).isFocused();
    assertThat(page.content()).doesNotContain("#token=");

    Page theirs = browser.newVisitor();
    List<String> asked = new ArrayList<>();
    String token = url.replaceFirst(".*=", "");
    theirs.onRequest(request -> asked.add(request.url() + request.headers()));
    theirs.navigate(url);
    assertThat(theirs.getByLabel("New password")).isFocused();
    assertThat(theirs.url()).isEqualTo(browser.app().url() + "/auth/reset-password");
    browser.axe(theirs);
    theirs.getByLabel("New password").fill(NEW);
    theirs.getByLabel("The same again").fill(NEW + "x");
    button(theirs, "Set the password").click();
    assertThat(theirs.getByRole(AriaRole.ALERT)).containsText("The two are not the same.");
    theirs.getByLabel("New password").fill("pb-lost");
    theirs.getByLabel("The same again").fill("pb-lost");
    browser.announce(422, "/auth/reset-password");
    button(theirs, "Set the password").click();
    assertThat(theirs.getByRole(AriaRole.ALERT))
        .containsText("The password must have at least 8 characters.");
    browser.axe(theirs);
    theirs.getByLabel("New password").fill(NEW);
    theirs.getByLabel("The same again").fill(NEW);
    button(theirs, "Set the password").click();
    assertThat(heading(theirs, "Your password is set")).isFocused();
    browser.axe(theirs);
    assertThat(asked).isNotEmpty().noneMatch(request -> request.contains(token));
    link(theirs, "Sign in").click();
    assertThat(theirs.getByLabel("User name or email address")).isVisible();
    browser.signIn(theirs, "pb-lost", NEW);

    Page again = browser.newVisitor();
    again.navigate(url);
    again.getByLabel("New password").fill(NEW);
    again.getByLabel("The same again").fill(NEW);
    browser.announce(400, "/auth/reset-password");
    button(again, "Set the password").click();
    assertThat(again.getByRole(AriaRole.ALERT)).containsText("ask for a new one");
  }

  @Test
  @DisplayName("the page of a link: from a query, without a token, on a phone")
  void page() {
    put("/User/pb-query", "{\"userName\":\"pb-query\"}");
    Page page = browser.page();
    page.navigate("/auth/reset-password");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("This link is not whole");
    assertThat(button(page, "Set the password")).isDisabled();
    browser.axe(page);

    page.navigate("/auth/reset-password?token=" + token("pb-query"));
    assertThat(page.getByLabel("New password")).isFocused();
    assertThat(page.url()).doesNotContain("token");
    browser.screenshot("reset-password");
    page.setViewportSize(360, 640);
    assertThat(page.evaluate("document.documentElement.scrollWidth <= 360")).isEqualTo(true);
    page.getByLabel("New password").fill(NEW);
    page.keyboard().press("Tab");
    page.keyboard().type(NEW);
    page.keyboard().press("Enter");
    assertThat(heading(page, "Your password is set")).isVisible();
    browser.signIn(page, "pb-query", NEW);
  }

  @Test
  @DisplayName(
      "who may write users and make no links is offered none; a weak password is warned of")
  void offered() {
    Ward ward = Ward.on(browser.app());
    ward.allow("{\"uri\":\"#^/(User|Role|Session)\"}");
    put("/User/pb-weak", "{\"userName\":\"pb-weak\"}");
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui/users/pb-weak");
    assertThat(button(page, "Set password")).isVisible();
    assertThat(button(page, "Reset link")).hasCount(0);
    button(page, "Set password").click();
    field(page, "Password").fill("short");
    field(page, "The same again").fill("short");
    dialogButton(page, "Set the password").click();
    assertThat(page.getByText("Taken, but weak: User.password must have at least 8 characters."))
        .isVisible();
    assertThat(page.getByText("The password was set.")).isVisible();
    browser.axe(page);
    browser.screenshot("weak-password");
  }
}
