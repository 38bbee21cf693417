package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.andiron.browser.Controls.button;
import static dev.andiron.browser.Controls.dialogButton;
import static dev.andiron.browser.Controls.field;
import static dev.andiron.browser.Controls.heading;
import static dev.andiron.browser.Controls.link;
import static dev.andiron.browser.Controls.offers;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The console's roles")
class RolesBrowserTest {
  @RegisterExtension final Browser browser = new Browser();
  private Records records;

  @BeforeEach
  void given() {
    records = new Records(browser.app());
  }

  @Test
  @DisplayName("shows who has a role and which policies are about it, gives it and takes it away")
  void givesAndTakes() {
    records.put("/User/rb-one", "{'userName':'rb-one','displayName':'Rb Ona'}");
    records.put("/User/rb-two", "{'userName':'rb-two','displayName':'Rb Twona'}");
    records.put("/Role/rb-role", "{'name':'rb-porter','user':{'reference':'User/rb-one'}}");
    records.put("/AccessPolicy/rb-policy", "{'engine':'allow','roleName':'rb-porter'}");
    records.put("/AccessPolicy/rb-policy-2", "{'engine':'allow','roleName':'rb-nobodys'}");
    Page page = browser.asAdmin();
    page.navigate("/ui/roles");
    browser.axe(page);
    Locator role =
        page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Role rb-porter"));
    assertThat(role.getByText("Rb Ona")).isVisible();
    assertThat(role.getByText("rb-policy", new Locator.GetByTextOptions().setExact(true)))
        .isVisible();
    assertThat(
            page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Role rb-nobodys"))
                .getByText("Nobody has it."))
        .isVisible();

    button(page, "Give rb-porter to a user").click();
    dialogButton(page, "Give the role").click();
    assertThat(page.getByText("Choose a user from the list.")).isVisible();
    field(page, "User").fill("rb ona");
    assertThat(offers(page)).hasCount(1);
    offers(page).click();
    dialogButton(page, "Give the role").click();
    assertThat(page.getByText("Rb Ona has the role rb-porter already.")).isVisible();
    browser.axe(page);
    field(page, "User").fill("rb-two");
    assertThat(offers(page)).hasCount(1);
    assertThat(offers(page)).hasText(Pattern.compile("Rb Twona.*rb-two"));
    offers(page).click();
    dialogButton(page, "Give the role").click();
    assertThat(role.getByText("Rb Twona")).isVisible();
    assertThat(records.get("/Role?name=rb-porter").array("entry").size()).isEqualTo(2);

    button(page, "Take rb-porter away from Rb Ona").click();
    dialogButton(page, "Take it away").click();
    assertThat(role.getByText("Rb Ona")).isHidden();
    assertThat(records.status("/Role/rb-role")).isEqualTo(410);

    link(page, "Rb Twona").click();
    assertThat(heading(page, "Rb Twona")).isVisible();
  }
}
