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
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The console's policies")
class PoliciesBrowserTest {
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

  private static Locator text(Page page) {
    return field(page, "The policy");
  }

  @Test
  @DisplayName("makes one out of a beginning, and it counts at once")
  void makes() {
    records.app("pb-app");
    records.put("/Patient/pb-own", "{'active':true}");
    records.put("/Patient/pb-other", "{'active':true}");
    records.put(
        "/User/pb-user",
        "{'userName':'pb-user','password':'password','fhirUser':{'reference':'Patient/pb-own'}}");
    String token = records.token("pb-app", "pb-user", "password");
    assertThat(records.status(token, "/Patient/pb-own")).isEqualTo(403);
    Page page = at("/ui/policies");
    browser.axe(page);
    link(page, "New policy").click();
    field(page, "Begin with").selectOption("A user may read their own patient only");
    text(page)
        .fill(
            text(page).inputValue().replace("id: own-patient", "id: pb-own-patient")
                + "link:\n  - reference: User/pb-user\n");
    assertThat(page.getByText("Checked: the server would take it.")).isVisible();
    browser.axe(page);
    button(page, "Create the policy").click();

    assertThat(heading(page, "pb-own-patient")).isVisible();
    assertThat(records.status(token, "/Patient/pb-own")).isEqualTo(200);
    assertThat(records.status(token, "/Patient/pb-other")).isEqualTo(403);

    page.navigate("/ui/policies");
    assertThat(link(page, "pb-own-patient")).isVisible();
    link(page, "User/pb-user").click();
    assertThat(heading(page, "pb-user")).isVisible();
  }

  @Test
  @DisplayName("marks the lines of what cannot be meant, while it is written and when it is saved")
  void faults() {
    browser.announce(422, "/AccessPolicy");
    Page page = at("/ui/policies/new");
    text(page)
        .fill(
            """
            resourceType: AccessPolicy
            id: pb-faulty
            engine: matcho
            matcho:
              request-methud: get
              uri: {$enun: [/Patient]}
            """);
    assertThat(button(page, "Line 5")).isVisible();
    assertThat(button(page, "Line 6")).isVisible();
    assertThat(page.getByText("The request has no member `request-methud`.")).isVisible();
    assertThat(page.getByText("There is no operator `$enun`")).isVisible();
    browser.axe(page);

    button(page, "Create the policy").click();
    assertThat(text(page)).isFocused();
    assertThat(button(page, "Line 5")).isVisible();
    assertThat(records.status("/AccessPolicy/pb-faulty")).isEqualTo(404);
    button(page, "Line 6").click();
    assertThat(text(page)).isFocused();
  }

  @Test
  @DisplayName("completes members, operators, engines and values, by the keyboard")
  void completes() {
    browser.announce(400, "/AccessPolicy/$validate");
    Page page = at("/ui/policies/new");
    text(page).fill("");
    completed(page, "eng");
    completed(page, ": mat");
    text(page).press("Enter");
    text(page).pressSequentially("matcho:");
    text(page).press("Enter");
    completed(page, "oper");
    completed(page, ": {id: {$en");
    text(page).pressSequentially(": [FhirRe");
    assertThat(offers(page)).hasCount(1);
    assertThat(button(page, "Line 3")).isVisible(); // it is not finished
    browser.axe(page);
    text(page).press("Enter");
    text(page).pressSequentially("]}}");
    assertThat(text(page))
        .hasValue("engine: matcho\nmatcho:\n  operation: {id: {$enum: [FhirRead]}}");
    assertThat(page.getByText("Checked: the server would take it.")).isVisible();
  }

  /// Writes, and takes the first word that is offered.
  private static void completed(Page page, String written) {
    text(page).pressSequentially(written);
    assertThat(offers(page)).not().hasCount(0);
    text(page).press("Enter");
    assertThat(offers(page)).hasCount(0);
  }

  @Test
  @DisplayName("completes the operations that the server has, in links, too")
  void operations() {
    browser.allowRefusals(); // it is not finished
    Page page = at("/ui/policies/new");
    text(page).fill("engine: matcho\nmatcho: {operation: {id: ");
    text(page).pressSequentially("FhirTr");
    assertThat(offers(page)).hasCount(1);
    assertThat(offers(page)).containsText("FhirTransactionTakes a bundle");
    text(page).press("Enter");
    text(page).pressSequentially("}}");
    text(page).press("Enter");
    completed(page, "link: [{reference: Operation/FhirEve");
    text(page).pressSequentially("}]");
    assertThat(text(page))
        .hasValue(
            "engine: matcho\nmatcho: {operation: {id: FhirTransaction}}\nlink: [{reference:"
                + " Operation/FhirEverything}]");
    assertThat(page.getByText("Checked: the server would take it.")).isVisible();
  }

  @Test
  @DisplayName("completes what is shown of each type: a search, with values of the request in it")
  void restrict() {
    browser.allowRefusals(); // it is not finished
    Page page = at("/ui/policies/new");
    text(page).fill("engine: allow");
    text(page).press("Enter");
    completed(page, "rest");
    text(page).pressSequentially(":");
    text(page).press("Enter");
    completed(page, "Observ");
    completed(page, ": pat");
    text(page).pressSequentially("{{user.fh");
    assertThat(offers(page)).hasCount(1);
    assertThat(offers(page)).hasText("user.fhirUser.id}}");
    text(page).press("Enter");
    completed(page, "&stat");
    text(page).pressSequentially("final");
    text(page).press("Enter");
    completed(page, "Pati");
    completed(page, ": \"_la");
    text(page).pressSequentially("ge2020&_co");
    assertThat(offers(page)).hasCount(0); // what is said of an answer chooses nothing
    for (int i = 0; i < "_co".length(); i++) {
      text(page).press("Backspace");
    }
    completed(page, "com");
    text(page).press("Control+Space");
    assertThat(offers(page).first()).hasText("{{user.id}}");
    browser.axe(page);
    completed(page, "Patient/{{user.fh");
    text(page).pressSequentially("\"");
    assertThat(text(page))
        .hasValue(
            """
            engine: allow
            restrict:
              Observation: patient={{user.fhirUser.id}}&status=final
              Patient: "_lastUpdated=ge2020&compartment=Patient/{{user.fhirUser.id}}\"\
            """);
    assertThat(page.getByText("Checked: the server would take it.")).isVisible();
  }

  @Test
  @DisplayName("completes what is shown of each type in JSON, too")
  void restrictInJson() {
    browser.allowRefusals();
    Page page = at("/ui/policies/new");
    field(page, "JSON").check();
    assertThat(text(page)).hasValue(Pattern.compile("^\\{"));
    text(page).fill("{\"restrict\": {\"");
    completed(page, "Encoun");
    completed(page, "\": \"sub");
    text(page).pressSequentially("{{");
    completed(page, "client");
    assertThat(text(page)).hasValue("{\"restrict\": {\"Encounter\": \"subject={{client.id}}");
  }

  @Test
  @DisplayName("completes what is hidden of each type: its elements, as deep as one writes")
  void hide() {
    browser.allowRefusals();
    Page page = at("/ui/policies/new");
    text(page).fill("hide:");
    text(page).press("Enter");
    completed(page, "Pati");
    completed(page, ": [tele");
    completed(page, ", contact.na");
    text(page).pressSequentially("]");
    text(page).press("Enter");
    completed(page, "Practitione");
    text(page).pressSequentially(":");
    text(page).press("Enter");
    text(page).pressSequentially("- birth");
    assertThat(offers(page)).hasCount(1);
    assertThat(offers(page)).hasText("birthDatedate");
    text(page).press("Enter");
    assertThat(text(page))
        .hasValue(
            """
            hide:
              Patient: [telecom, contact.name]
              Practitioner:
                - birthDate\
            """);
  }

  @Test
  @DisplayName("shows JSON too, marks its lines as well, and keeps what cannot be read")
  void json() {
    records.put(
        "/AccessPolicy/pb-json", "{'engine':'allow','link':[{'reference':'User/pb-nobody'}]}");
    Page page = at("/ui/policies/pb-json");
    field(page, "JSON").check();
    assertThat(text(page)).hasValue(Pattern.compile("\"engine\": \"allow\",\n"));
    text(page).fill(text(page).inputValue().replace("\"allow\"", "\"alow\""));
    assertThat(button(page, "Line 4")).isVisible();

    browser.announce(400, "/AccessPolicy/pb-json/$validate");
    browser.announce(400, "/ui/api/convert");
    text(page).fill("{");
    assertThat(button(page, "Line 1")).isVisible();
    field(page, "YAML").check();
    assertThat(page.getByText("What cannot be read cannot be written")).isVisible();
    assertThat(text(page)).hasValue("{");
  }

  @Test
  @DisplayName("says when somebody else was faster, and lets one's own stand")
  void stale() {
    records.put(
        "/AccessPolicy/pb-stale", "{'engine':'allow','link':[{'reference':'User/pb-nobody'}]}");
    Page page = at("/ui/policies/pb-stale");
    assertThat(heading(page, "pb-stale")).isVisible();
    records.put(
        "/AccessPolicy/pb-stale",
        "{'engine':'allow','description':'theirs','link':[{'reference':'User/pb-nobody'}]}");
    browser.announce(412, "/AccessPolicy/pb-stale");
    text(page).fill(text(page).inputValue() + "description: mine\n");
    button(page, "Save").click();
    assertThat(page.getByText("Somebody else has changed it meanwhile.")).isVisible();
    button(page, "Save mine over it").click();
    assertThat(page.getByText("The policy was saved.")).isVisible();
    assertThat(page.getByText("Somebody else has changed it meanwhile.")).isHidden();
    assertThat(records.get("/AccessPolicy/pb-stale").string("description")).isEqualTo("mine");

    text(page).fill(text(page).inputValue().replace("mine", "mine again"));
    button(page, "Save").click();
    assertThat(page.getByText("The policy was saved.").last()).isVisible();
    button(page, "Delete").click();
    dialogButton(page, "Delete the policy").click();
    assertThat(heading(page, "Policies")).isVisible();
    assertThat(records.status("/AccessPolicy/pb-stale")).isEqualTo(410);
  }

  @Test
  @DisplayName("explains every word with an example")
  void help() {
    Page page = at("/ui/policies/new");
    page.getByText("What can stand in a policy").click();
    assertThat(page.getByText("request-method: {$enum: [get, post]}")).isVisible();
    browser.axe(page);
  }
}
