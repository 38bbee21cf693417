package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.andiron.browser.Controls.button;
import static dev.andiron.browser.Controls.heading;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName(
    "The console's pages of management, for those without rights and against hostile names")
class ManagementLimitsBrowserTest {
  @RegisterExtension final Browser browser = new Browser();
  private Records records;

  @BeforeEach
  void given() {
    records = new Records(browser.app());
  }

  @Test
  @DisplayName("shows names as text, whatever is in them")
  void namesAreText() {
    String name = "<img src=x onerror=alert(1)>";
    records.put("/User/ub-hostile", "{'userName':'ub-hostile','displayName':'" + name + "'}");
    records.put(
        "/Role/ub-hostile", "{'name':'" + name + "','user':{'reference':'User/ub-hostile'}}");
    Page page = browser.asAdmin();
    page.navigate("/ui/users/ub-hostile");
    assertThat(heading(page, name)).isVisible();
    page.navigate("/ui/roles");
    assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Role " + name)))
        .isVisible();
    assertThat(page.locator("main img").count()).isZero();
  }

  @Test
  @DisplayName(
      "offers nothing of it to somebody without rights, and says why their path leads nowhere")
  void withoutRights() {
    records.put("/User/ub-ordinary", "{'userName':'ub-ordinary','password':'password of ub'}");
    browser.announce(403, "/User");
    Page page = browser.signedIn("ub-ordinary", "password of ub");
    page.navigate("/ui");
    Locator menu = page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main"));
    assertThat(menu.getByText("My profile")).isVisible();
    for (String entry : new String[] {"Users", "Clients", "Policies", "Roles"}) {
      assertThat(
              menu.getByRole(
                  AriaRole.LINK, new Locator.GetByRoleOptions().setName(entry).setExact(true)))
          .hasCount(0);
    }
    page.navigate("/ui/users");
    assertThat(page.getByText("You may not do this")).isVisible();
    assertThat(button(page, "New user")).hasCount(0);
  }
}
