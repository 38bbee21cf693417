package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.andiron.Documents;
import dev.andiron.TestPostgres;
import dev.andiron.main.TestApp;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Takes the pictures of `docs/guide/console.md`, each in light and dark, on a server with a little
/// in it. They go to `server/target/screenshots`; with `-Dandiron.pictures=docs/guide/console`
/// (from the project's root) to the guide.
@Tag("full")
@DisplayName("docs/guide/console.md: its pictures")
class GuidePicturesTest {
  private static final Path FOLDER =
      Path.of("..").resolve(System.getProperty("andiron.pictures", "server/target/screenshots"));
  private static final Map<String, String> RESOURCES =
      Map.of(
          "/Patient/nightingale",
          """
          {"name":[{"use":"official","family":"Nightingale","given":["Florence"]}],"gender":"female",
           "birthDate":"1820-05-12","active":true,
           "identifier":[{"system":"urn:oid:1.2.36.146.595.217.0.1","value":"12345"}],
           "telecom":[{"system":"phone","value":"+44 20 7946 0000","use":"home"}],
           "address":[{"line":["10 South Street"],"city":"London","country":"GB"}]}
          """,
          "/Practitioner/blackwell",
          "{\"name\":[{\"family\":\"Blackwell\",\"given\":[\"Elizabeth\"]}]}",
          "/User/florence",
          """
          {"userName":"florence","email":"florence@clinic.example","password":"a-lamp-in-the-night",
           "displayName":"Florence Nightingale",
           "fhirUser":{"resourceType":"Patient","id":"nightingale"}}
          """,
          "/User/elizabeth",
          """
          {"userName":"elizabeth","email":"elizabeth@clinic.example","password":"first-of-her-kind",
           "displayName":"Elizabeth Blackwell",
           "fhirUser":{"resourceType":"Practitioner","id":"blackwell"}}
          """,
          "/Role/elizabeth-doctor",
          "{\"name\":\"doctor\",\"user\":{\"resourceType\":\"User\",\"id\":\"elizabeth\"}}",
          "/Client/ward-tablet",
          """
          {"name":"Ward tablet","secret":"of-the-ward-tablet","grant_types":["password"],"first_party":true,
           "auth":{"password":{"token_format":"jwt","access_token_expiration":900,"refresh_token":true,
           "refresh_token_expiration":86400}}}
          """,
          "/Client/portal",
          """
          {"name":"Patient portal","secret":"of-the-portal","grant_types":["password"],"first_party":true}
          """,
          "/AccessPolicy/doctors-read",
          """
          {"engine":"matcho","roleName":"doctor","description":"Doctors read everything clinical.",
           "matcho":{"request-method":"get","uri":"#^/(Patient|Observation|Condition)"}}
          """);

  private static final TestApp APP = TestApp.start(TestPostgres.newUrl(), Map.of());

  @RegisterExtension final Browser browser = new Browser(() -> APP);

  @AfterAll
  static void stop() {
    APP.close();
  }

  private static void fill() {
    RESOURCES.forEach((path, json) ->
        assertThat(APP.asRoot("PUT", path).json(json).send().status()).isLessThan(300));
    assertThat(
            APP.asRoot("PATCH", "/Patient/nightingale")
                .json("{\"telecom\":[{\"system\":\"phone\",\"value\":\"+44 20 7946 0958\"}]}")
                .send()
                .status())
        .isEqualTo(200);
    signIn("ward-tablet:of-the-ward-tablet", "elizabeth", "first-of-her-kind");
    signIn("portal:of-the-portal", "florence", "a-lamp-in-the-night");
  }

  private static void signIn(String client, String user, String password) {
    String[] proof = client.split(":", 2);
    assertThat(
            APP.http()
                .post("/auth/token")
                .basic(proof[0], proof[1])
                .form("grant_type", "password", "username", user, "password", password)
                .send()
                .status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("each page as it looks, and no picture in the guide that is not taken here")
  void pictures() {
    fill();
    Page page = browser.page();
    page.navigate("/auth/login");
    taken(page, "sign-in");

    browser.asAdmin();
    page.navigate("/ui/auth/sandbox/resource-owner");
    assertThat(heading(page, "Resource owner")).isVisible();
    taken(page, "sandbox");
    flow(page);

    opened(page, "/ui/users/elizabeth", "Elizabeth Blackwell");
    taken(page, "user");
    opened(page, "/ui/clients/ward-tablet", "ward-tablet");
    taken(page, "client");
    opened(page, "/ui/sessions", "Sessions");
    assertThat(page.getByText("Ward tablet").first()).isVisible();
    taken(page, "sessions");
    opened(page, "/ui/policies/doctors-read", "doctors-read");
    brokenPolicy(page);
    taken(page, "policy");
    opened(page, "/ui/resources/Patient/nightingale", "Florence Nightingale");
    taken(page, "resource");
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("History")).click();
    assertThat(page.getByRole(AriaRole.TABPANEL)).containsText("0958");
    taken(page, "history");
    rest(page);
    taken(page, "rest");

    String guide = Documents.read("docs/guide/console.md");
    Pattern.compile("console/([a-z-]+)-(light|dark)\\.png")
        .matcher(guide)
        .results()
        .forEach(named ->
            assertThat(FOLDER.resolve(named.group(1) + "-" + named.group(2) + ".png")).exists());
  }

  private static void opened(Page page, String path, String heading) {
    page.navigate(path);
    assertThat(heading(page, heading)).isVisible();
  }

  private static com.microsoft.playwright.Locator heading(Page page, String text) {
    return page.getByRole(
        AriaRole.HEADING, new Page.GetByRoleOptions().setName(text).setLevel(1).setExact(false));
  }

  /// The whole flow with a JWT, and the card of the token.
  private void flow(Page page) {
    browser.announce(401, "/Patient");
    page.getByLabel("JWT", new Page.GetByLabelOptions().setExact(true)).check();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run all")).click();
    // 8 requests, each with a pause in which it can be read.
    assertThat(page.getByText("Done: the whole flow went as expected."))
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
    page.evaluate("() => document.querySelector('jwt-view').scrollIntoView({block: 'end'})");
    taken(page, "sandbox-jwt");
  }

  private static void brokenPolicy(Page page) {
    com.microsoft.playwright.Locator editor =
        page.locator("code-editor").getByRole(AriaRole.TEXTBOX);
    editor.fill(editor.inputValue().replace("request-method", "request-methd"));
    assertThat(page.locator("code-editor .editor-faults li").first()).isVisible();
  }

  private static void rest(Page page) {
    opened(page, "/ui/rest", "REST console");
    page.getByLabel("Path", new Page.GetByLabelOptions().setExact(false))
        .first()
        .fill("/Patient?name=night&_elements=name,birthDate");
    page.keyboard().press("Control+Enter");
    assertThat(page.getByText("200").first()).isVisible();
  }

  private static void taken(Page page, String name) {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String file = name + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png";
      page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(file)));
    }
  }
}
