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

@DisplayName("The console's users")
class UsersBrowserTest {
  @RegisterExtension final Browser browser = new Browser();
  private Records records;

  @BeforeEach
  void given() {
    records = new Records(browser.app());
  }

  private Page at(String path) {
    Page page = browser.asAdmin();
    page.navigate(path);
    return page;
  }

  @Test
  @DisplayName("makes a user, who can sign in, and finds them by each of their names")
  void makesAndFinds() {
    records.app("ub-app");
    Page page = at("/ui/users");
    browser.axe(page);

    button(page, "New user").click();
    browser.axe(page);
    field(page, "User name").fill("ub-made");
    field(page, "E-mail").fill("ub-made@clinic.example");
    field(page, "Name").fill("Ubald Maker");
    field(page, "Id").fill("ub-made-id");
    field(page, "Password").fill("a password of ub");
    field(page, "The same again").fill("a password of ub");
    button(page, "Create the user").click();

    assertThat(heading(page, "Ubald Maker")).isVisible();
    assertThat(page).hasURL(browser.app().url() + "/ui/users/ub-made-id");
    assertThat(records.signIn("ub-app", "ub-made@clinic.example", "a password of ub").status())
        .isEqualTo(200);

    page.navigate("/ui/users");
    for (String text : new String[] {"ubald", "ub-made", "UB-MADE@clinic.example", "ub-made-id"}) {
      field(page, "Find").fill("ub-nobody-at-all");
      assertThat(page.getByText("Nobody is found")).isVisible();
      field(page, "Find").fill(text);
      assertThat(link(page, "Ubald Maker")).isVisible();
    }
    field(page, "State").selectOption("Disabled");
    assertThat(page.getByText("Nobody is found")).isVisible();
    field(page, "State").selectOption("Active");
    assertThat(link(page, "Ubald Maker")).isVisible();
  }

  @Test
  @DisplayName("tells of a taken name at its field, and loses nothing that was typed")
  void takenName() {
    records.put("/User/ub-taken", "{'userName':'ub-taken-name'}");
    browser.announce(409, "/User");
    Page page = at("/ui/users");
    button(page, "New user").click();
    field(page, "User name").fill("UB-Taken-Name");
    field(page, "Name").fill("Second Comer");
    button(page, "Create the user").click();
    assertThat(field(page, "Password"))
        .hasAccessibleDescription("Enter a password, or have one generated.");

    field(page, "Generate it").check();
    button(page, "Create the user").click();

    assertThat(field(page, "User name")).isFocused();
    assertThat(page.getByText("This userName is taken")).isVisible();
    assertThat(field(page, "User name")).hasAttribute("aria-invalid", "true");
    assertThat(field(page, "Name")).hasValue("Second Comer");
    browser.axe(page);
  }

  @Test
  @DisplayName("sets a password, which ends the sessions of the user")
  void setsPassword() {
    records.app("ub-app");
    records.put("/User/ub-forgetful", "{'userName':'ub-forgetful','password':'the old password'}");
    String token = records.token("ub-app", "ub-forgetful", "the old password");
    Page page = at("/ui/users/ub-forgetful");

    button(page, "Set password").click();
    assertThat(page.getByText("All sessions of ub-forgetful end")).isVisible();
    field(page, "Password").fill("the new password");
    field(page, "The same again").fill("another password");
    button(page, "Set the password").click();
    assertThat(field(page, "The same again")).hasAccessibleDescription("The two are not the same.");

    field(page, "The same again").fill("the new password");
    button(page, "Set the password").click();

    assertThat(page.getByText("The password was set.")).isVisible();
    assertThat(records.status(token, "/auth/userinfo")).isEqualTo(401);
    assertThat(records.signIn("ub-app", "ub-forgetful", "the old password").status())
        .isEqualTo(400);
    assertThat(records.signIn("ub-app", "ub-forgetful", "the new password").status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("generates a password, shown once")
  void generatesPassword() {
    records.app("ub-app");
    records.put("/User/ub-generated", "{'userName':'ub-generated'}");
    Page page = at("/ui/users/ub-generated");
    button(page, "Set password").click();
    field(page, "Generate it").check();
    String password = page.getByRole(AriaRole.DIALOG).locator("code").innerText();
    button(page, "Set the password").click();
    assertThat(page.getByText("The password was set.")).isVisible();

    assertThat(password).hasSize(24);
    assertThat(page.content()).doesNotContain(password);
    assertThat(records.signIn("ub-app", "ub-generated", password).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("disables a user, whose sessions end now, and enables them again")
  void disables() {
    records.app("ub-app");
    records.put("/User/ub-disabled", "{'userName':'ub-disabled','password':'password'}");
    String token = records.token("ub-app", "ub-disabled", "password");
    Page page = at("/ui/users/ub-disabled");
    assertThat(page.getByRole(AriaRole.TABLE).getByText("ub-app")).isVisible();

    button(page, "Disable").click();
    dialogButton(page, "Disable").click();

    assertThat(page.getByText("ub-disabled is signed in nowhere.")).isVisible();
    assertThat(records.status(token, "/auth/userinfo")).isEqualTo(401);
    assertThat(records.get("/User/ub-disabled").flag("inactive", false)).isTrue();

    button(page, "Enable").click();
    assertThat(button(page, "Disable")).isVisible();
    assertThat(records.signIn("ub-app", "ub-disabled", "password").status()).isEqualTo(200);
    assertThat(records.status(token, "/auth/userinfo")).isEqualTo(401);
  }

  @Test
  @DisplayName("changes names, and says when somebody else was faster")
  void changesNames() {
    records.put("/User/ub-renamed", "{'userName':'ub-renamed','data':{'kept':1.10}}");
    Page page = at("/ui/users/ub-renamed");
    browser.axe(page);
    field(page, "Given name").fill("Rena");
    field(page, "Family name").fill("Med");
    button(page, "Save the names").click();
    assertThat(heading(page, "Rena Med")).isVisible();
    assertThat(records.text("/User/ub-renamed")).contains("1.10", "\"Rena\"");

    records.put("/User/ub-renamed", "{'userName':'ub-renamed','displayName':'Somebody else'}");
    browser.announce(412, "/User/ub-renamed");
    field(page, "Telephone").fill("555-1234");
    button(page, "Save the names").click();
    assertThat(page.getByText("Somebody else has changed it meanwhile.")).isVisible();
    assertThat(field(page, "Telephone")).hasValue("555-1234");
    browser.axe(page);

    button(page, "Save mine over it").click();
    assertThat(heading(page, "Somebody else")).isVisible();
    assertThat(records.get("/User/ub-renamed").string("phoneNumber")).isEqualTo("555-1234");
  }

  @Test
  @DisplayName(
      "links the person that a user is, found by name with the keyboard, and removes the link")
  void linksPerson() {
    records.put(
        "/Patient/ub-patient",
        "{'name':[{'family':'Ubpatientson','given':['Pia']}],'birthDate':'1980-05-12'}");
    records.put("/Practitioner/ub-doctor", "{'name':[{'family':'Ubdoctorson'}]}");
    records.put(
        "/PractitionerRole/ub-duty", "{'practitioner':{'reference':'Practitioner/ub-doctor'}}");
    records.put("/User/ub-linked", "{'userName':'ub-linked'}");
    Page page = at("/ui/users/ub-linked");

    button(page, "Link a person").click();
    button(page, "Link").click();
    assertThat(field(page, "Name")).hasAttribute("aria-invalid", "true");
    assertThat(page.getByText("Choose somebody from the list.")).isVisible();

    field(page, "Name").fill("ubpatientso");
    assertThat(offers(page)).hasCount(1); // those that were there before it was written are gone
    assertThat(offers(page)).hasText(Pattern.compile("Pia Ubpatientson.*1980-05-12.*ub-patient"));
    browser.axe(page);
    field(page, "Name").press("ArrowDown");
    field(page, "Name").press("Enter");
    button(page, "Link").click();
    assertThat(link(page, "Patient/ub-patient")).isVisible();
    assertThat(page.getByText("Pia Ubpatientson, born 1980-05-12")).isVisible();
    assertThat(records.text("/User/ub-linked")).contains("{\"reference\":\"Patient/ub-patient\"}");

    button(page, "Link another person").click();
    field(page, "Type").selectOption("PractitionerRole");
    field(page, "Name").fill("ubdoctor");
    assertThat(offers(page)).hasCount(1);
    offers(page).click();
    button(page, "Link").click();
    assertThat(link(page, "PractitionerRole/ub-duty")).isVisible();

    button(page, "Remove the link").click();
    assertThat(page.getByText("Linked to nobody.")).isVisible();
    assertThat(records.get("/User/ub-linked").has("fhirUser")).isFalse();
  }

  @Test
  @DisplayName("gives roles and takes them away")
  void roles() {
    records.put("/User/ub-nurse", "{'userName':'ub-nurse'}");
    Page page = at("/ui/users/ub-nurse");
    button(page, "Give").click();
    assertThat(page.getByText("Enter the name of a role.")).isVisible();

    field(page, "Give a role").fill("ub-nurses");
    button(page, "Give").click();
    assertThat(page.getByText("ub-nurse has the role ub-nurses now.")).isVisible();
    field(page, "Give a role").fill("ub-nurses");
    button(page, "Give").click();
    assertThat(page.getByText("They have this role already.")).isVisible();
    assertThat(records.get("/Role?user=User/ub-nurse").array("entry").size()).isEqualTo(1);

    button(page, "Take away ub-nurses").click();
    button(page, "Take it away").click();
    assertThat(button(page, "Take away ub-nurses")).isHidden();
    assertThat(records.get("/Role?user=User/ub-nurse").array("entry").size()).isZero();
  }

  @Test
  @DisplayName("ends one session, and all of them")
  void endsSessions() {
    records.app("ub-app");
    records.put("/User/ub-busy", "{'userName':'ub-busy','password':'password'}");
    for (int i = 0; i < 3; i++) {
      records.token("ub-app", "ub-busy", "password");
    }
    Page page = at("/ui/users/ub-busy");
    Locator ends =
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("End").setExact(true));
    assertThat(ends).hasCount(3);
    ends.first().click();
    assertThat(ends).hasCount(2);
    button(page, "End all").click();
    dialogButton(page, "End all").click();
    assertThat(page.getByText("ub-busy is signed in nowhere.")).isVisible();
    assertThat(records.get("/Session?user=User/ub-busy&active=true").array("entry").size())
        .isZero();
  }

  @Test
  @DisplayName("deletes a user after asking")
  void deletes() {
    records.put("/User/ub-deleted", "{'userName':'ub-deleted'}");
    Page page = at("/ui/users/ub-deleted");
    button(page, "Delete").click();
    button(page, "Cancel").click();
    assertThat(records.status("/User/ub-deleted")).isEqualTo(200);
    button(page, "Delete").click();
    button(page, "Delete the user").click();
    assertThat(heading(page, "Users")).isVisible();
    assertThat(records.status("/User/ub-deleted")).isEqualTo(410);
  }
}
