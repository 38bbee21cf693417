package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.andiron.Await;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The page of the records")
class AuditBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  @Test
  @DisplayName("tells who did what to whom, from where, and what came of it; by person and patient")
  void timeline() {
    Ward ward = Ward.on(browser.app());
    String patient = "of-" + ward.user();
    ward.put("/Patient/" + patient, "{\"resourceType\":\"Patient\"}");
    ward.allow("{\"request-method\":\"get\",\"uri\":\"/Patient/" + patient + "\"}");
    String token = ward.signIn();
    read(ward, token, "/Patient/" + patient, 200);
    read(ward, token, "/Patient/another", 403);
    Await.until(
        "the records",
        Duration.ofSeconds(30),
        () -> ward.read("/AuditEvent?agent=User/" + ward.user() + "&outcome=4").contains("403"));

    Page page = browser.asAdmin();
    page.navigate("/ui/audit");
    page.getByLabel("Person").fill(ward.userName());
    button(page, "Filter").click();
    assertThat(records(page)).hasCount(3);
    assertThat(records(page).nth(0)).containsText("Nora Nurse read Patient/another");
    assertThat(records(page).nth(0)).containsText("Refused");
    assertThat(records(page).nth(0)).containsText("HTTP 403: no access policy allows it");
    assertThat(records(page).nth(1)).containsText("Nora Nurse read Patient/" + patient);
    assertThat(records(page).nth(1)).containsText("through " + ward.client());
    assertThat(records(page).nth(1)).containsText("from 127.0.0.1");
    assertThat(records(page).nth(2)).containsText("signed in");
    browser.axe(page);

    page.getByLabel("Outcome").selectOption("4");
    assertThat(records(page)).hasCount(1);
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("why?")))
        .hasAttribute("href", Pattern.compile("/ui/why\\?request=.+"));
    assertThat(page.url()).contains("outcome=4");

    page.getByLabel("Person").fill("");
    page.getByLabel("Outcome").selectOption("");
    page.getByLabel("Patient").fill(patient);
    page.getByLabel("What").selectOption("Writing");
    assertThat(records(page)).hasCount(1);
    assertThat(records(page)).containsText("The app root updated Patient/" + patient);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("the record")).click();
    assertThat(page).hasURL(Pattern.compile(".*/ui/resources/AuditEvent/.+"));
  }

  @Test
  @DisplayName("goes on to the next page, and says where nothing is found")
  void pages() {
    Ward ward = Ward.on(browser.app());
    for (int i = 0; i < 51; i++) {
      ward.put("/Patient/of-" + ward.user(), "{\"active\":" + (i % 2 == 0) + "}");
    }
    Page page = browser.asAdmin();
    page.navigate("/ui/audit?patient=of-" + ward.user());
    assertThat(records(page)).hasCount(50);
    button(page, "Next").click();
    assertThat(records(page)).hasCount(1);
    page.getByLabel("To").fill("2001-01-01");
    button(page, "Filter").click();
    assertThat(page.getByText("No such record")).isVisible();
    browser.axe(page);
  }

  @Test
  @DisplayName("shows what an app wrote into its own as text, and as the app's")
  void hostile() {
    Ward ward = Ward.on(browser.app());
    String patient = "of-" + ward.user();
    assertThat(
            browser
                .app()
                .asRoot("POST", "/AuditEvent")
                .json(
                    """
                    {"resourceType":"AuditEvent",
                    "type":{"display":"<img src=x onerror=alert(1)>"},
                    "recorded":"2026-01-01T00:00:00Z",
                    "agent":[{"requestor":true,"who":{"display":"<b>Eve</b>"}}],
                    "source":{"observer":{"display":"ward system"}},
                    "entity":[{"what":{"reference":"Patient/%s"}}]}
                    """
                        .formatted(patient))
                .send()
                .status())
        .isEqualTo(201);
    Page page = browser.asAdmin();
    page.navigate("/ui/audit?patient=" + patient + "&to=2026-01-02");
    assertThat(records(page)).hasCount(1);
    assertThat(records(page)).containsText("<b>Eve</b> <img src=x onerror=alert(1)>");
    assertThat(records(page)).containsText("Told by an app");
  }

  private static void read(Ward ward, String token, String path, int status) {
    assertThat(ward.app().http().get(path).bearer(token).send().status()).isEqualTo(status);
  }

  private static Locator records(Page page) {
    return page.locator("ol.records > li");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
