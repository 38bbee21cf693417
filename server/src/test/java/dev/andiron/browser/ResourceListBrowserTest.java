package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The lists of resources")
class ResourceListBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  @Test
  @DisplayName(
      "begin with the types: one's own server's first, found by a few letters, with counts")
  void types() {
    Page page = browser.asAdmin();
    page.navigate("/ui/resources");
    assertThat(page.locator(".types a").first()).hasText("User");
    assertThat(page.locator(".count[data-type=User]")).hasText(Pattern.compile("\\d+"));
    browser.axe(page);
    Locator find = page.getByLabel("Find a type");
    find.fill("quuux");
    assertThat(page.getByText("No such type")).isVisible();
    find.fill("medicationreq");
    assertThat(page.locator(".types a")).hasText("MedicationRequest");
    find.press("Enter");
    assertThat(
            page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setName("MedicationRequest").setLevel(1)))
        .isVisible();
  }

  @Test
  @DisplayName("show a person the types that they may search, and no others")
  void onlyAllowed() {
    Ward ward = Ward.on(browser.app());
    ward.allow("{\"request-method\":\"get\",\"params\":{\"resource/type\":\"Location\"}}");
    Page page = browser.signedIn(ward.userName(), Ward.PASSWORD);
    page.navigate("/ui/resources");
    assertThat(page.locator(".types a")).hasText("Location");
    page.locator(".types a").click();
    assertThat(
            page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName("Location").setExact(true)))
        .isVisible();
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("New Location")))
        .hasCount(0);
    browser.announce(403, "/Patient");
    page.navigate("/ui/resources/Patient");
    assertThat(
            page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("policy")))
        .isVisible();
  }

  @Test
  @DisplayName(
      "search by parameters that they complete, and say at the line what is wrong with one")
  void search() {
    Ward ward = Ward.on(browser.app());
    String family = "F" + UUID.randomUUID().toString().replace("-", "");
    ward.put(
        "/Patient/" + ward.user(),
        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + family + "\"}]}");
    Page page = browser.asAdmin();
    page.navigate("/ui/resources/Patient");
    Locator line = page.getByLabel("Search parameters");
    line.focus();
    line.pressSequentially("fami");
    assertThat(page.getByRole(AriaRole.OPTION)).containsText("family=");
    browser.axe(page);
    line.press("Enter");
    assertThat(line).hasValue("family=");
    line.pressSequentially(family);
    line.press("Enter");
    assertThat(page.getByText("1 found")).isVisible();
    assertThat(page.locator("tbody tr")).containsText(family);
    assertThat(page.url()).doesNotContain(family);

    page.locator("tbody a").first().click();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(family)))
        .isVisible();
    page.goBack();
    assertThat(page.getByLabel("Search parameters")).hasValue("family=" + family);
    assertThat(page.locator("tbody tr")).hasCount(1);

    line = page.getByLabel("Search parameters");
    line.fill("shoe-size=44");
    browser.announce(400, "/Patient");
    line.press("Enter");
    assertThat(line).hasAttribute("aria-invalid", "true");
    assertThat(
            page.getByRole(AriaRole.ALERT)
                .filter(new Locator.FilterOptions().setHasText("shoe-size")))
        .isVisible();
    browser.axe(page);
    line.fill("family=nobody-is-called-so");
    line.press("Enter");
    assertThat(page.getByText("Nothing is found")).isVisible();
    assertThat(line).not().hasAttribute("aria-invalid", "true");
  }

  @Test
  @DisplayName("go on by pages, and show decimals as they were written")
  void pages() {
    Ward ward = Ward.on(browser.app());
    for (int i = 0; i < 3; i++) {
      ward.put(
          "/Observation/" + ward.user().substring(0, 20) + i,
          "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\""
              + ward.user()
              + "\"},\"subject\":{\"reference\":\"Patient/"
              + ward.user()
              + "\"},\"valueQuantity\":{\"value\":"
              + i
              + ".50,\"unit\":\"mmol/l\"}}");
    }
    Page page = browser.asAdmin();
    page.navigate("/ui/resources/Observation");
    Locator line = page.getByLabel("Search parameters");
    line.fill("subject=Patient/" + ward.user() + "&_count=2&_sort=_lastUpdated");
    line.press("Enter");
    Locator rows = page.locator("tbody tr");
    assertThat(rows).hasCount(2);
    assertThat(rows.first()).containsText("0.50 mmol/l");
    button(page, "Next").click();
    assertThat(rows).hasCount(1);
    assertThat(rows).containsText("2.50 mmol/l");
    button(page, "Previous").click();
    assertThat(rows).hasCount(2);
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
