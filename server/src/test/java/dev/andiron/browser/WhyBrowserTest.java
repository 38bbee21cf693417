package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.andiron.browser.Controls.button;
import static dev.andiron.browser.Controls.field;
import static dev.andiron.browser.Controls.heading;
import static dev.andiron.browser.Controls.link;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.andiron.Await;
import dev.andiron.Http.Answer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The console says why a request is denied")
class WhyBrowserTest {
  private static final String FAILURE =
      "Expected what stands at `.user.data.patient`; there is something else.";

  @RegisterExtension final Browser browser = new Browser();
  private Records records;

  @BeforeEach
  void given() {
    records = new Records(browser.app());
    records.app("wb-app");
    records.put("/User/wb-user", "{'password':'password','data':{'patient':'wb-p1'}}");
    records.put(
        "/AccessPolicy/wb-own",
        "{'engine':'matcho','link':[{'reference':'User/wb-user'}],'matcho':{'operation':{'id':'FhirRead'},'params':{'resource/type':'Patient','resource/id':'.user.data.patient'}}}");
  }

  private static Locator row(Page page, String policy) {
    return page.getByRole(AriaRole.ROW)
        .filter(new Locator.FilterOptions().setHasText(policy))
        .first();
  }

  @Test
  @DisplayName("of one that was denied, by its id")
  void byId() {
    String token = records.token("wb-app", "wb-user", "password");
    Answer denied = browser.app().http().get("/Patient/wb-p2").bearer(token).send();
    assertThat(denied.status()).isEqualTo(403);
    String id = denied.header("X-Request-Id");
    Await.until(
        "it is kept",
        Duration.ofSeconds(20),
        () -> records.status("/auth/explain?request=" + id) == 200);
    Page page = browser.asAdmin();
    page.navigate("/ui");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Why denied?")).click();
    assertThat(heading(page, "Why denied?")).isVisible();
    field(page, "Request id").fill(id);
    button(page, "Find").click();
    assertThat(page.getByText("GET /Patient/wb-p2")).isVisible();
    assertThat(row(page, "wb-own")).containsText(FAILURE);
    assertThat(row(page, "wb-own")).containsText("matcho.params.resource/id");
    browser.axe(page);
    browser.screenshot("why-denied");
    link(page, "wb-own").click();
    assertThat(heading(page, "wb-own")).isVisible();
  }

  @Test
  @DisplayName("of one whose id is not known, that nothing is kept")
  void unknown() {
    browser.announce(404, "/auth/explain?request=none");
    Page page = browser.asAdmin();
    page.navigate("/ui/why?request=none");
    assertThat(page.getByText("Nothing is kept of a request of this id")).isVisible();
  }

  @Test
  @DisplayName("of one that is tried in the editor, by the policy as it is written there")
  void tried() {
    Page page = browser.asAdmin();
    page.navigate("/ui/policies/wb-own");
    field(page, "User").fill("wb-user");
    field(page, "Path").fill("/Patient/wb-p2");
    button(page, "Try it").click();
    assertThat(page.getByText(FAILURE).first()).isVisible();
    assertThat(page.getByText("All policies that are in force")).isVisible();
    browser.axe(page);
    browser.screenshot("policy-trial");
    Locator text = field(page, "The policy");
    text.fill(text.inputValue().replace(".user.data.patient", "wb-p2"));
    button(page, "Try it").click();
    assertThat(row(page, "wb-own")).containsText("allowed");
    assertThat(page.getByText("Denied", new Page.GetByTextOptions().setExact(true))).isVisible();
    assertThat(records.get("/AccessPolicy/wb-own").toString()).contains(".user.data.patient");
  }
}
