package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.andiron.Http;
import dev.andiron.main.TestApp;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The REST console")
class RestConsoleBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  @Test
  @DisplayName(
      "sends a request as the person, completes types and parameters, and keeps it until the page is gone")
  void sends() {
    Page page = open();
    Locator path = page.getByLabel("Path");
    path.fill("");
    path.pressSequentially("/Practitioner");
    assertThat(page.locator(".completion li").first()).hasText("/PractitionerRole");
    path.press("Escape");
    path.pressSequentially("?act");
    assertThat(page.locator(".completion li")).containsText("active=");
    path.press("Enter");
    assertThat(path).hasValue("/Practitioner?active=");
    path.pressSequentially("true");
    path.press("Control+Enter");
    assertThat(answer(page)).containsText("200 OK");
    assertThat(answer(page)).containsText("\"type\": \"searchset\"");
    browser.axe(page);

    path.fill("/Role");
    button(page, "Send").click();
    assertThat(page.locator(".sent-entry")).hasCount(2);
    page.locator(".sent-entry").last().click();
    assertThat(path).hasValue("/Practitioner?active=true");
    page.reload();
    assertThat(page.getByText("Nothing was sent yet")).isVisible();
  }

  @Test
  @DisplayName("shows a refusal as an answer")
  void refused() {
    Page page = open();
    page.getByLabel("Method").selectOption("POST");
    page.getByLabel("Path").fill("/Patient");
    page.getByLabel("Body", new Page.GetByLabelOptions().setExact(true))
        .fill("{\"resourceType\": \"Patient\", \"gender\": \"x\"}");
    browser.announce(422, "/Patient");
    button(page, "Send").click();
    assertThat(answer(page)).containsText("422");
    assertThat(answer(page)).containsText("gender must be one of");
    browser.axe(page);
  }

  @Test
  @DisplayName("writes as the person, in YAML too")
  void writes() {
    Ward ward = Ward.on(browser.app());
    Page page = open();
    page.getByLabel("Method").selectOption("PUT");
    page.getByLabel("Path").fill("/Patient/" + ward.user());
    page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("YAML")).check();
    page.getByLabel("Body", new Page.GetByLabelOptions().setExact(true))
        .fill("resourceType: Patient\nextension:\n- url: urn:x\n  valueDecimal: 1.10\n");
    button(page, "Send").click();
    assertThat(answer(page)).containsText("201");
    assertThat(ward.read("/Patient/" + ward.user())).contains("1.10");
  }

  @Test
  @DisplayName("sends without the session, with another's credentials")
  void withoutSession() {
    Page page = open();
    page.getByLabel("Path").fill("/User/admin");
    page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Without my session"))
        .check();
    browser.announce(401, "/User/admin");
    button(page, "Send").click();
    assertThat(answer(page)).containsText("401");
    page.getByLabel("Headers")
        .fill("Accept: text/yaml\nAuthorization: " + Http.basicValue("root", TestApp.ROOT_SECRET));
    button(page, "Send").click();
    assertThat(answer(page)).containsText("200");
    assertThat(answer(page)).containsText("resourceType: User");
  }

  @Test
  @DisplayName("goes nowhere but to its own server, and says what is wrong with a header")
  void elsewhere() {
    Page page = open();
    for (String path :
        new String[] {"//evil.example/x", "https://evil.example/", "/\\evil.example/"}) {
      page.getByLabel("Path").fill(path);
      button(page, "Send").click();
      assertThat(
              page.getByRole(AriaRole.ALERT)
                  .filter(
                      new Locator.FilterOptions()
                          .setHasText(Pattern.compile("this server only|no path"))))
          .isVisible();
      assertThat(page.locator(".sent-entry")).hasCount(0);
      page.getByLabel("Path").fill("/Role");
      page.getByLabel("Headers").fill("no header");
      button(page, "Send").click();
      assertThat(page.getByText("Header 1 is not of the form Name: value.")).isVisible();
      page.getByLabel("Headers").fill("");
    }
    browser.axe(page);
  }

  @Test
  @DisplayName("cuts a long answer, and says so")
  void cuts() {
    Ward ward = Ward.on(browser.app());
    StringBuilder parts =
        new StringBuilder("{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"0\"}");
    for (int i = 1; i < 4_000; i++) {
      parts.append(",{\"family\":\"Family ").append(i).append("\"}");
    }
    ward.put("/Patient/" + ward.user(), parts.append("]}").toString());
    Page page = open();
    page.getByLabel("Path").fill("/Patient/" + ward.user());
    button(page, "Send").click();
    assertThat(page.getByText("Only the beginning is shown")).isVisible();
    assertThat(answer(page)).not().containsText("Family 3999");
  }

  private Page open() {
    Page page = browser.asAdmin();
    page.navigate("/ui/rest");
    return page;
  }

  private static Locator answer(Page page) {
    return page.getByRole(
        AriaRole.REGION, new Page.GetByRoleOptions().setName("Answer").setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
