package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What the console shows somebody who is no administrator")
class AnotherUserBrowserTest {
  private static final List<String> MANAGEMENT =
      List.of(
          "/ui/users",
          "/ui/users/admin",
          "/ui/clients",
          "/ui/clients/root",
          "/ui/sessions",
          "/ui/policies",
          "/ui/policies/root",
          "/ui/roles",
          "/ui/resources/User",
          "/ui/resources/User/admin",
          "/ui/resources/Client/root");

  @RegisterExtension final Browser browser = new Browser();

  private static List<String> menu(Page page) {
    return page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main"))
        .getByRole(AriaRole.LINK)
        .allInnerTexts();
  }

  private void refused(Page page) {
    Hostile go = new Hostile(page);
    for (String path : MANAGEMENT) {
      go.go(path);
      assertThat(page.getByRole(AriaRole.MAIN).getByRole(AriaRole.ALERT).first()).isVisible();
      assertThat(page.locator("main tbody tr")).hasCount(0);
      assertThat(page.getByRole(AriaRole.MAIN)).not().containsText("TypeError");
      assertThat(page.getByRole(AriaRole.MAIN)).not().containsText("administrator@");
      go.harmless(path);
    }
  }

  @Test
  @DisplayName("without any policy: the sandbox, the REST console, and oneself")
  void nothing() {
    browser.allowRefusals();
    Ward ward = Ward.on(browser.app());
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui");
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .containsText("Nora Nurse");
    assertThat(menu(page))
        .containsExactly(
            "Overview",
            "Resource owner",
            "Client credentials",
            "Basic",
            "REST console",
            "My profile");
    refused(page);
    browser.axe(page);
  }

  @Test
  @DisplayName("who may look at patients sees patients")
  void patients() {
    browser.allowRefusals();
    Ward ward = Ward.on(browser.app());
    ward.put("/Patient/" + ward.user(), "{\"resourceType\":\"Patient\",\"active\":true}");
    ward.allow("{\"uri\":\"#^/Patient\",\"request-method\":\"get\"}");
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui");
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .containsText("Nora Nurse");
    assertThat(menu(page)).contains("Resources").doesNotContain("Users", "Clients", "Policies");
    Hostile go = new Hostile(page);
    go.go("/ui/resources/Patient/" + ward.user());
    assertThat(page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Tree")))
        .isVisible();
    assertThat(page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Edit")))
        .hasCount(0);
    assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Delete")))
        .hasCount(0);
    go.go("/ui/resources");
    assertThat(page.getByRole(AriaRole.MAIN).getByRole(AriaRole.LINK).allInnerTexts())
        .containsExactly("Patient");
    refused(page);
  }
}
