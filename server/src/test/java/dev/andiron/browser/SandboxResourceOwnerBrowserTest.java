package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The sandbox of the resource owner grant")
class SandboxResourceOwnerBrowserTest {
  private static final String FLOW = "resource-owner";

  @RegisterExtension final Browser browser = new Browser();

  @Test
  @DisplayName("shows the whole flow by clicks, with an opaque token, and keeps no secret anywhere")
  void opaque() {
    browser.announce(401, "/Patient");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW);
    browser.screenshot("sandbox");
    sandbox.named("sbx-opaque");
    sandbox.type("Client secret", "secret-of-sbx").type("Password", "password-of-sbx");
    browser.axe(sandbox.page());
    assertThat(sandbox.cards()).hasCount(8);
    assertThat(sandbox.card(1)).containsText("/Client/sbx-opaque-app");
    assertThat(sandbox.card(3)).containsText("/AccessPolicy/sandbox-user-sbx-opaque");

    sandbox.run(1, 8);

    assertThat(sandbox.status(1)).hasText("201 Created");
    assertThat(sandbox.status(4)).hasText("200 OK");
    assertThat(sandbox.token(4, "Access token")).containsText("Opaque: random characters");
    assertThat(sandbox.token(4, "Access token").getByRole(AriaRole.TIMER))
        .hasText(Pattern.compile("expires in (1 h 0 min|59 min \\d+ s)"));
    assertThat(sandbox.card(6)).containsText("\"email\": \"sbx-opaque@sandbox.example\"");
    assertThat(sandbox.status(7)).hasText("200 OK");
    assertThat(sandbox.status(8)).hasText("401 Unauthorized");
    assertThat(sandbox.card(8)).containsText("Refused, as it should be");
    browser.axe(sandbox.page());
    noCookieIsSentByTheFlow(sandbox);

    String token = sandbox.tokenText(4, "Access token");
    nothingIsKept(sandbox.page(), token, "secret-of-sbx", "password-of-sbx");
    // The session of the console is another one.
    sandbox.run(1);
    assertThat(sandbox.status(1)).hasText("200 OK");
  }

  private static void noCookieIsSentByTheFlow(SandboxPage sandbox) {
    for (Request request :
        List.of(
            sandbox.lastSent("POST", "/auth/token"),
            sandbox.lastSent("GET", "/Patient"),
            sandbox.lastSent("GET", "/auth/userinfo"),
            sandbox.lastSent("DELETE", "/Session"))) {
      assertThat(request.allHeaders())
          .as(request.url())
          .containsKey("authorization")
          .doesNotContainKeys("cookie", "x-csrf-token", "referer");
    }
    assertThat(sandbox.lastSent("PUT", "/User/sbx-opaque").allHeaders())
        .containsKeys("cookie", "x-csrf-token")
        .doesNotContainKey("authorization");
  }

  private static void nothingIsKept(Page page, String... secrets) {
    String kept =
        (String)
            page.evaluate(
                """
                async () => JSON.stringify([
                  {...localStorage}, {...sessionStorage}, history.state, location.href, document.cookie, name,
                  await indexedDB.databases(), 'caches' in self ? await caches.keys() : [],
                  performance.getEntriesByType('resource').map(({ name }) => name),
                ])
                """);
    assertThat(kept).contains("/ui/auth/sandbox/resource-owner").doesNotContain(secrets);
  }

  @Test
  @DisplayName("takes a JWT apart, checks its signature, and shows a forged one as not good")
  void jwt() {
    browser.announce(401, "/Patient");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW).named("sbx-jwt");
    sandbox.tick("JWT").type("Access token expiration (seconds)", "600");
    sandbox.run(1, 8);
    assertThat(sandbox.card(1)).containsText("\"token_format\": \"jwt\"");
    assertThat(sandbox.card(1)).containsText("\"access_token_expiration\": 600");
    Locator token = sandbox.token(4, "Access token");
    Locator verdict =
        token
            .getByRole(AriaRole.STATUS)
            .filter(new Locator.FilterOptions().setHasText("Signature"));
    assertThat(verdict).hasText(Pattern.compile("Signature is good \\(key \\S+\\)"));
    assertThat(token).containsText("sbx-jwt");
    assertThat(token).containsText("the session that it belongs to");
    assertThat(token.getByRole(AriaRole.TIMER))
        .hasText(Pattern.compile("expires in (10 min 0 s|9 min \\d+ s)"));
    assertThat(token.getByRole(AriaRole.TIMER)).hasAttribute("aria-live", "off");
    assertThat(sandbox.lastSent("GET", "/.well-known/jwks.json").allHeaders())
        .doesNotContainKey("cookie");
    browser.axe(sandbox.page());
    token.scrollIntoViewIfNeeded();
    browser.screenshot("sandbox-jwt");

    token.getByText("What if somebody changes it?").click();
    assertThat(verdict).hasText(Pattern.compile("Signature is not good \\(key \\S+\\)"));
    assertThat(token).containsText("admin");
    browser.axe(sandbox.page());
    token.getByText("Put it right again").click();
    assertThat(verdict).hasText(Pattern.compile("Signature is good \\(key \\S+\\)"));
  }

  @Test
  @DisplayName("counts down to the end of a token")
  void countdown() {
    Page page = browser.asAdmin();
    page.clock().install();
    SandboxPage sandbox = SandboxPage.open(page, FLOW).named("sbx-countdown");
    sandbox.run(1, 4);
    Locator timer = sandbox.token(4, "Access token").getByRole(AriaRole.TIMER);
    assertThat(timer).hasText(Pattern.compile("expires in (1 h 0 min|59 min \\d+ s)"));
    page.clock().fastForward("30:00");
    assertThat(timer).hasText(Pattern.compile("expires in 29 min \\d+ s"));
    page.clock().fastForward("30:00");
    assertThat(timer).hasText(Pattern.compile("expired .*"));
  }

  @Test
  @DisplayName("gets a fresh token, and uses it from then on")
  void refresh() {
    browser.announce(401, "/Patient");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW).named("sbx-refresh");
    sandbox.tick("Refresh token").type("Refresh token expiration (seconds)", "7200");
    assertThat(sandbox.cards()).hasCount(9);
    sandbox.run(1, 9);
    assertThat(sandbox.card(1)).containsText("\"refresh_token_expiration\": 7200");
    assertThat(sandbox.status(7)).hasText("200 OK");
    assertThat(sandbox.status(9)).hasText("401 Unauthorized");
    String first = sandbox.tokenText(4, "Access token");
    String second = sandbox.tokenText(7, "Access token");
    assertThat(second).isNotEqualTo(first);
    assertThat(sandbox.sent("GET", "/Patient"))
        .extracting(request -> request.headerValue("authorization"))
        .containsExactly("Bearer " + first, "Bearer " + second);
    assertThat(sandbox.lastSent("DELETE", "/Session").headerValue("authorization"))
        .isEqualTo("Bearer " + second);
    assertThat(sandbox.token(7, "Refresh token")).containsText("HS256 has no public key");
    nothingIsKept(sandbox.page(), first, second, sandbox.tokenText(7, "Refresh token"));

    sandbox.untick("Refresh token");
    assertThat(sandbox.cards()).hasCount(8);
    assertThat(sandbox.card(8)).containsText("Try again with the closed token");
  }

  @Test
  @DisplayName("sends no secret where none is required")
  void secretNotRequired() {
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW).named("sbx-public");
    sandbox.untick("Secret required");
    sandbox.run(1, 4);
    assertThat(sandbox.card(1)).containsText("\"secret_required\": false");
    assertThat(sandbox.status(4)).hasText("200 OK");
    Request sent = sandbox.lastSent("POST", "/auth/token");
    assertThat(sent.allHeaders()).doesNotContainKey("authorization");
    assertThat(sent.postData()).contains("client_id=sbx-public-app").doesNotContain("verysecret");
  }

  @Test
  @DisplayName("asks for the token by JSON, and writes resources as YAML, by a switch")
  void switches() {
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW).named("sbx-yaml");
    sandbox.choose("JSON body").choose("YAML").tick("Refresh token");
    // What YAML would take for something else.
    sandbox.type("Client secret", "0123").type("Password", "# no: \u2028 'yes'");
    assertThat(sandbox.card(1)).containsText("secret: \"0123\"");
    sandbox.run(1, 8);
    for (int number = 1; number <= 8; number++) {
      assertThat(sandbox.status(number)).hasText(Pattern.compile("20[01] .*"));
    }
    assertThat(sandbox.card(1).locator(".answer pre")).containsText("resourceType: Client");
    Request client = sandbox.lastSent("PUT", "/Client/sbx-yaml-app");
    assertThat(client.headerValue("content-type")).isEqualTo("text/yaml");
    assertThat(client.headerValue("accept")).isEqualTo("text/yaml");
    Request token = sandbox.sent("POST", "/auth/token").getFirst();
    assertThat(token.headerValue("content-type")).isEqualTo("application/json");
    assertThat(token.allHeaders()).doesNotContainKey("authorization");
    assertThat(token.postData()).contains("\"client_secret\": \"0123\"");
  }

  @Test
  @DisplayName("runs a card by itself, and says what is missing and where it comes from")
  void alone() {
    browser.announce(401, "/auth/userinfo");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW);
    assertThat(sandbox.card(6)).containsText("Needs the access token, which request 4 gives.");
    sandbox.run(6);
    assertThat(sandbox.card(6))
        .containsText("This went out without the access token: run request 4 first.");
    assertThat(sandbox.status(6)).hasText("401 Unauthorized");
  }

  @Test
  @DisplayName("plays the whole flow, says so, and forgets it when asked")
  void runAll() {
    browser.announce(401, "/Patient");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW).named("sbx-all");
    sandbox.tick("JWT").tick("Refresh token").runAll();
    assertThat(sandbox.said()).hasText("Done: the whole flow went as expected.");
    assertThat(
            sandbox
                .page()
                .getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Requests"))
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("as expected")))
        .hasCount(9);
    sandbox.press("Reset");
    assertThat(sandbox.page().locator(".answer-head")).hasCount(0);
    assertThat(sandbox.page().locator("jwt-view")).hasCount(0);
    assertThat(sandbox.card(5)).containsText("<access token of request 4>");
  }

  @Test
  @DisplayName("stops when it is told to")
  void stop() {
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW).named("sbx-stop");
    sandbox.press("Run all").press("Stop");
    assertThat(sandbox.said()).hasText(Pattern.compile("Stopped at request \\d\\."));
    assertThat(sandbox.sent("DELETE", "/Session")).isEmpty();
  }

  @Test
  @DisplayName("stops at what it does not expect, and shows why")
  void unexpected() {
    assertThat(
            browser
                .app()
                .asRoot("PUT", "/User/sbx-first")
                .json("{\"email\":\"sbx-taken@sandbox.example\"}")
                .send()
                .status())
        .isIn(200, 201);
    browser.announce(409, "/User/sbx-second");
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW).named("sbx-second");
    sandbox.type("E-mail", "sbx-taken@sandbox.example").runAll();
    assertThat(sandbox.said()).containsText("Stopped at request 2");
    assertThat(sandbox.status(2)).hasText("409 Conflict");
    assertThat(sandbox.card(2)).isFocused();
    assertThat(sandbox.sent("POST", "/auth/token")).isEmpty();
    browser.axe(sandbox.page());
  }

  @Test
  @DisplayName("does not replace the person who is signed in, nor send an id that is none")
  void refused() {
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW);
    sandbox.type("User ID", "admin");
    assertThat(sandbox.card(2)).containsText("This is you");
    sandbox.type("Client ID", "..");
    assertThat(sandbox.card(1)).containsText("1 to 64 letters");
    for (int number = 1; number <= 2; number++) {
      // It can be reached, so that its reason is heard; pressing it does nothing.
      Locator run =
          sandbox
              .card(number)
              .getByRole(
                  AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Run request " + number));
      assertThat(run).isDisabled();
      run.press("Enter");
    }
    assertThat(sandbox.page().locator(".answer-head")).hasCount(0);
    assertThat(sandbox.page().locator("request-card[data-state=running]")).hasCount(0);
  }

  @Test
  @DisplayName("tells somebody without rights what they may not do, and works with what is there")
  void withoutRights() {
    browser.announce(403, "/Patient");
    var app = browser.app();
    app.asRoot("PUT", "/Client/sbx-given-app")
        .json("{\"secret\":\"verysecret\",\"grant_types\":[\"password\"]}")
        .send();
    app.asRoot("PUT", "/User/sbx-given").json("{\"password\":\"password\"}").send();
    SandboxPage sandbox = SandboxPage.open(browser.signedIn("sbx-given", "password"), FLOW);
    sandbox.type("Client ID", "sbx-given-app").type("User ID", "sbx-given");
    for (int number = 1; number <= 3; number++) {
      assertThat(sandbox.card(number)).containsText("You may not do this");
      assertThat(
              sandbox
                  .card(number)
                  .getByRole(
                      AriaRole.BUTTON,
                      new Locator.GetByRoleOptions().setName("Run request " + number)))
          .hasCount(0);
    }
    browser.axe(sandbox.page());
    sandbox.runAll();
    assertThat(sandbox.said()).containsText("Stopped at request 5");
    assertThat(sandbox.status(4)).hasText("200 OK");
    assertThat(sandbox.status(5)).hasText("403 Forbidden");
    sandbox.run(6, 7);
    assertThat(sandbox.status(6)).hasText("200 OK");
    assertThat(sandbox.status(7)).hasText("200 OK");
  }

  @Test
  @DisplayName("forgets what was typed and received when the page is left")
  void left() {
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW).named("sbx-left");
    sandbox.type("Password", "password-of-left");
    sandbox.run(1, 4);
    Page page = sandbox.page();
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Overview")).click();
    assertThat(page.locator("request-flow")).hasCount(0);
    page.goBack();
    assertThat(sandbox.cards()).hasCount(8);
    assertThat(sandbox.page().locator("jwt-view")).hasCount(0);
    assertThat(page.getByLabel("User ID")).hasValue("user");
    assertThat(page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)))
        .hasValue("password");
  }

  @Test
  @DisplayName("hides secrets until they are asked for")
  void secrets() {
    SandboxPage sandbox = SandboxPage.open(browser.asAdmin(), FLOW);
    Locator secret = sandbox.page().getByLabel("Client secret");
    assertThat(secret).hasAttribute("type", "password");
    assertThat(secret).hasAttribute("autocomplete", "new-password");
    sandbox.press("Show client secret");
    assertThat(secret).hasAttribute("type", "text");
    sandbox.press("Hide client secret");
    assertThat(secret).hasAttribute("type", "password");
  }
}
