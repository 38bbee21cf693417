package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.andiron.browser.Controls.button;
import static dev.andiron.browser.Controls.dialogButton;
import static dev.andiron.browser.Controls.field;
import static dev.andiron.browser.Controls.heading;
import static dev.andiron.browser.Controls.link;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The console's clients")
class ClientsBrowserTest {
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

  private static Locator yaml(Page page) {
    return field(page, "The client as YAML");
  }

  /// A setting of the grant that the tests are about.
  private static Locator setting(Page page, String label) {
    return page.getByRole(
            AriaRole.GROUP, new Page.GetByRoleOptions().setName("Settings of Resource owner"))
        .getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
  }

  @Test
  @DisplayName("makes a client by the form, with a secret that is shown once and works")
  void makesByForm() {
    records.put("/User/cb-user", "{'userName':'cb-user','password':'password'}");
    Page page = at("/ui/clients");
    browser.axe(page);
    link(page, "New client").click();
    assertThat(heading(page, "New client")).isVisible();

    field(page, "Id").fill("cb-made");
    field(page, "Name").fill("Ward tablet");
    setting(page, "Token format").selectOption("JWT");
    setting(page, "Access token lives").fill("120");
    setting(page, "Refresh token").check();
    setting(page, "Refresh token lives").fill("600");
    setting(page, "Session ends unused").fill("900");
    setting(page, "Session ends").fill("28800");
    setting(page, "Sessions of one person").fill("2");
    setting(page, "Audience").fill("https://a.example https://b.example");
    assertThat(yaml(page))
        .hasValue(
            """
            resourceType: Client
            id: cb-made
            grant_types:
              - password
            name: Ward tablet
            auth:
              password:
                token_format: jwt
                access_token_expiration: 120
                refresh_token: true
                refresh_token_expiration: 600
                session_idle_timeout: 900
                session_expiration: 28800
                session_limit: 2
                audience:
                  - https://a.example
                  - https://b.example
            """);
    field(page, "Generate one").check();
    browser.axe(page);
    button(page, "Create the client").click();

    Locator dialog = page.getByRole(AriaRole.DIALOG);
    String secret = dialog.locator("code.secret").innerText();
    assertThat(secret).hasSize(43).matches("[A-Za-z0-9_-]+");
    browser.axe(page);
    button(page, "I have copied it").click();
    assertThat(heading(page, "cb-made")).isVisible();

    assertThat(page.content()).doesNotContain(secret);
    assertThat(yaml(page).inputValue()).doesNotContain("secret:");
    assertThat(
            browser
                .app()
                .http()
                .post("/auth/token")
                .basic("cb-made", secret)
                .form("grant_type", "password", "username", "cb-user", "password", "password")
                .send()
                .json()
                .names())
        .contains("refresh_token");
  }

  @Test
  @DisplayName(
      "lets the form follow the YAML, keeps what the form does not know, and waits while a fault is in it")
  void yamlFlowsBack() {
    records.put(
        "/Client/cb-both",
        "{'name':'Both','grant_types':['password','implicit'],'details':{'price':1.10},'secret':'secret'}");
    Page page = at("/ui/clients/cb-both");
    assertThat(page.getByText("Also listed, and kept: implicit.")).isVisible();

    String before = yaml(page).inputValue();
    yaml(page).fill(before.replace("name: Both", "name: Each\nfirst_party: true"));
    assertThat(field(page, "Name")).hasValue("Each");
    assertThat(field(page, "First party")).isChecked();

    browser.announce(400, "/ui/api/convert");
    String faulty = before.replace("name: Both", "name: [Both");
    yaml(page).fill(faulty);
    assertThat(page.getByText("The YAML cannot be read.")).isVisible();
    assertThat(button(page, "Line 4")).isVisible();
    assertThat(field(page, "Name")).isDisabled();
    assertThat(field(page, "Name")).hasValue("Each");
    button(page, "Save").click();
    assertThat(yaml(page)).hasValue(faulty);

    yaml(page).fill(before);
    assertThat(field(page, "Name")).isEnabled();
    field(page, "Description").fill("It is both");
    field(page, "Client credentials").check();
    button(page, "Save").click();
    assertThat(page.getByText("The client was saved.")).isVisible();
    assertThat(records.text("/Client/cb-both"))
        .contains("1.10", "It is both", "\"implicit\"", "\"client_credentials\"");
    assertThat(
            browser
                .app()
                .http()
                .post("/auth/token")
                .basic("cb-both", "secret")
                .form("grant_type", "client_credentials")
                .send()
                .status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("says at the setting what the server refuses of it")
  void refusedSetting() {
    browser.announce(422, "/Client");
    Page page = at("/ui/clients/new");
    field(page, "Id").fill("cb-without-secret");
    setting(page, "Secret required").selectOption("Yes");
    button(page, "Create the client").click();

    assertThat(setting(page, "Secret required")).hasAttribute("aria-invalid", "true");
    assertThat(setting(page, "Secret required")).isFocused();
    assertThat(button(page, "Line 7")).isVisible();
    browser.axe(page);

    field(page, "Generate one").check();
    button(page, "Create the client").click();
    button(page, "I have copied it").click();
    assertThat(records.status("/Client/cb-without-secret")).isEqualTo(200);
  }

  @Test
  @DisplayName("replaces a secret, which ends the client's sessions")
  void replacesSecret() {
    records.app("cb-replaced");
    records.put("/User/cb-user-2", "{'userName':'cb-user-2','password':'password'}");
    String token = records.token("cb-replaced", "cb-user-2", "password");
    Page page = at("/ui/clients/cb-replaced");
    field(page, "Generate a new one").check();
    assertThat(page.getByText("This ends all sessions of the client")).isVisible();
    button(page, "Save").click();
    button(page, "I have copied it").click();
    assertThat(records.status(token, "/auth/userinfo")).isEqualTo(401);
    assertThat(records.signIn("cb-replaced", "cb-user-2", "password").status()).isEqualTo(401);
  }

  @Test
  @DisplayName("keeps the secret where it is not asked to replace it")
  void keepsSecret() {
    records.app("cb-kept");
    records.put("/User/cb-user-3", "{'userName':'cb-user-3','password':'password'}");
    Page page = at("/ui/clients/cb-kept");
    field(page, "Name").fill("Kept");
    button(page, "Save").click();
    assertThat(page.getByText("The client was saved.")).isVisible();
    assertThat(records.signIn("cb-kept", "cb-user-3", "password").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("says when somebody else was faster, and lets the newest be loaded")
  void stale() {
    records.put("/Client/cb-stale", "{'name':'One'}");
    Page page = at("/ui/clients/cb-stale");
    assertThat(heading(page, "cb-stale")).isVisible();
    records.put("/Client/cb-stale", "{'name':'Two'}");
    browser.announce(412, "/Client/cb-stale");
    field(page, "Description").fill("Mine");
    button(page, "Save").click();
    assertThat(page.getByText("Somebody else has changed it meanwhile.")).isVisible();
    assertThat(field(page, "Description")).hasValue("Mine");
    browser.axe(page);
    button(page, "Load the newest version").click();
    assertThat(field(page, "Name")).hasValue("Two");
    assertThat(field(page, "Description")).hasValue("");
  }

  @Test
  @DisplayName("reaches a client that is called new")
  void calledNew() {
    records.put("/Client/new", "{'name':'Cb called new'}");
    Page page = at("/ui/clients");
    field(page, "Find").fill("Cb called new");
    link(page, "new").click();
    assertThat(field(page, "Name")).hasValue("Cb called new");
    button(page, "Delete").click();
    dialogButton(page, "Delete the client").click();
    assertThat(heading(page, "Clients")).isVisible();
    assertThat(records.status("/Client/new")).isEqualTo(410);
  }
}
