package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("After the end of a session its pages show nothing more")
class SessionEndBrowserTest {
  private static final Pattern SIGN_IN = Pattern.compile(".*/auth/login.*");

  @RegisterExtension final Browser browser = new Browser();

  private static Page tab(Page page) {
    Page tab = page.context().newPage();
    tab.navigate("/ui/profile");
    assertThat(tab.getByText("This session")).isVisible();
    return tab;
  }

  private static void signOut(Page page) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out").setExact(true))
        .click();
    page.waitForURL(SIGN_IN);
  }

  @Test
  @DisplayName("signed out in one tab: the others leave, too, and the button back brings nothing")
  void signedOut() {
    browser.announce(401, "/ui/api/session");
    Ward ward = Ward.on(browser.app());
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    Page first = tab(page);
    Page second = tab(page);
    signOut(second);
    first.waitForURL(SIGN_IN);
    second.goBack();
    second.waitForURL(SIGN_IN);
    assertThat(second.locator("body")).not().containsText(ward.userName());
    assertThat(page.context().cookies()).noneMatch(cookie -> cookie.name.equals("andiron"));
  }

  @Test
  @DisplayName("ended by somebody else: the next thing one does leads to the sign-in")
  void ended() {
    browser.allowRefusals();
    Ward ward = Ward.on(browser.app());
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui");
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .containsText("Nora Nurse");
    assertThat(
            browser
                .app()
                .asRoot("PATCH", "/User/" + ward.user())
                .json("{\"inactive\":true}")
                .send()
                .status())
        .isEqualTo(200);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("My profile"))
        .first()
        .click();
    page.waitForURL(Pattern.compile(".*/auth/login\\?redirect_to=%2Fui%2Fprofile"));
  }

  @Test
  @DisplayName("somebody else signs in in another tab: no tab shows the one before any more")
  void another() {
    Ward one = Ward.on(browser.app());
    Ward two = Ward.on(browser.app());
    Page page = browser.signedIn(one.userName(), Ward.PASSWORD);
    Page first = tab(page);
    assertThat(first.getByText(one.userName())).isVisible();
    page.context().clearCookies();
    browser.signIn(page, two.userName(), Ward.PASSWORD);
    tab(page);
    assertThat(first.getByText(two.userName())).isVisible();
    assertThat(first.locator("body")).not().containsText(one.userName());
  }

  @Test
  @DisplayName("the same person signs in again in another tab: what was typed stays, and is saved")
  void again() {
    browser.allowRefusals();
    Ward ward = Ward.on(browser.app());
    ward.allow("{\"uri\":\"#^/Patient\"}");
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    Page first = page.context().newPage();
    first.navigate("/ui/rest");
    first.getByLabel("Method").selectOption("PUT");
    first.getByLabel("Path").fill("/Patient/" + ward.user());
    first
        .getByLabel("Body", new Page.GetByLabelOptions().setExact(true))
        .fill("{\"resourceType\":\"Patient\"}");
    page.context().clearCookies();
    browser.signIn(page, ward.userName(), Ward.PASSWORD);
    first.waitForResponse(response -> response.url().endsWith("/ui/api/session"), () -> tab(page));
    first
        .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send").setExact(true))
        .click();
    assertThat(
            first.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName("Answer").setExact(true)))
        .containsText("201");
  }

  @Test
  @DisplayName("a page that the browser had kept for the button back is asked for anew")
  void kept() {
    Ward ward = Ward.on(browser.app());
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    Page first = tab(page);
    page.context().clearCookies();
    browser.announce(401, "/ui/api/session");
    first.evaluate(
        "() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }");
    first.waitForURL(SIGN_IN);
  }

  @Test
  @DisplayName("nothing but the shell, which knows nobody, is ever kept by the browser")
  void cache() {
    Page page = browser.asAdmin();
    List<Response> answers = new ArrayList<>();
    page.onResponse(answers::add);
    page.navigate("/ui/users");
    assertThat(page.locator("tbody tr").first()).isVisible();
    Map<String, String> kept = new TreeMap<>();
    for (Response answer : answers) {
      kept.put(URI.create(answer.url()).getPath(), answer.headerValue("cache-control"));
    }
    assertThat(kept).containsKeys("/ui/users", "/ui/api/session", "/User");
    kept.forEach((path, cache) -> {
      if (!path.startsWith("/ui/assets/")) {
        assertThat(cache).as(path).isEqualTo(path.equals("/ui/users") ? "no-cache" : "no-store");
      }
    });
  }
}
