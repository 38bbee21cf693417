package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.andiron.Http;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;
import dev.andiron.main.TestApp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The browser fails a test on any report of its policy, of Trusted Types, and on any request
/// elsewhere.
@DisplayName("Whatever somebody has written is text in the console")
class HostileContentBrowserTest {
  private static final String PASSWORD = "password-of-the-hostile";
  private static final String SECRET = "secret-of-the-hostile";

  // Of its own: the lists of the shared one are long, and other tests look at them.
  private static final TestApp APP = TestApp.start();

  @RegisterExtension final Browser browser = new Browser(() -> APP);

  @AfterAll
  static void close() {
    APP.close();
  }

  private final String run = "h" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  @DisplayName("in users, their roles, sessions and apps")
  void people() {
    Page page = browser.asAdmin();
    Hostile hostile = new Hostile(page);
    int i = 0;
    for (Map.Entry<String, String> each : Hostile.TEXTS.entrySet()) {
      String id = run + "-" + ++i;
      put(
          "Patient",
          id,
          JsonObject.of("resourceType", "Patient")); // whom the page of the user asks for
      person(id, each.getValue());
    }
    page.navigate("/ui");
    hostile.go("/ui/users");
    Hostile.TEXTS.forEach((name, text) -> hostile.shown("users: " + name, text));
    hostile.go("/ui/clients");
    Hostile.TEXTS.forEach((name, text) -> hostile.shown("clients: " + name, text));
    hostile.go("/ui/policies");
    Hostile.TEXTS.forEach((name, text) -> hostile.shown("policies: " + name, text));
    hostile.go("/ui/roles");
    Hostile.TEXTS.forEach((name, text) -> hostile.shown("roles: " + name, text));
    hostile.go("/ui/sessions");
    Hostile.TEXTS.forEach((name, text) -> hostile.shown("sessions: " + name, text));
    i = 0;
    for (Map.Entry<String, String> each : Hostile.TEXTS.entrySet()) {
      String id = run + "-" + ++i;
      for (String path :
          List.of(
              "/ui/users/" + id,
              "/ui/clients/" + id,
              "/ui/policies/" + id,
              "/ui/resources/User/" + id,
              "/ui/resources/Role/" + id)) {
        hostile.go(path);
        // YAML, in which a policy is written, escapes what has no picture.
        if (path.contains("/policies/") && each.getValue().contains("\u2028")) {
          hostile.harmless(path + ": " + each.getKey());
        } else {
          hostile.shown(path + ": " + each.getKey(), each.getValue());
        }
      }
    }
  }

  @Test
  @DisplayName("in one's own profile, and in what greets one")
  void profile() {
    String id = run + "p";
    person(id, "somebody");
    Page page = browser.signedIn(id, PASSWORD);
    Hostile hostile = new Hostile(page);
    Hostile.TEXTS.forEach((name, text) -> {
      String json = JsonWriter.text(JsonObject.of("displayName", text).with("email", text));
      assertThat(browser.app().asRoot("PATCH", "/User/" + id).json(json).send().status())
          .isEqualTo(200);
      page.navigate("/ui");
      hostile.shown("the overview: " + name, text);
      hostile.go("/ui/profile");
      hostile.shown("the profile: " + name, text);
    });
  }

  @Test
  @DisplayName("in resources, in every view, and in what differs between versions")
  void resources() {
    Page page = browser.asAdmin();
    Hostile hostile = new Hostile(page);
    page.navigate("/ui");
    int i = 0;
    for (Map.Entry<String, String> each : Hostile.TEXTS.entrySet()) {
      String text = each.getValue();
      String id = run + "r" + ++i;
      put("Patient", id, HostileRecords.patient(text, "first"));
      put("Patient", id, HostileRecords.patient(text, "second"));
      put("Observation", id, HostileRecords.observation(text));
      put("DocumentReference", id, HostileRecords.document(text));
      views(page, hostile, "/ui/resources/Patient/" + id, each);
      hostile.go("/ui/resources/Observation/" + id);
      hostile.shown("an observation: " + each.getKey(), text);
      hostile.go("/ui/resources/DocumentReference/" + id);
      hostile.shown("a document: " + each.getKey(), text);
    }
    for (String type : List.of("Patient", "Observation", "DocumentReference")) {
      hostile.go("/ui/resources/" + type);
      Hostile.TEXTS.forEach((name, text) ->
          hostile.shown(type + "s: " + name, text.length() > 100 ? text.substring(0, 100) : text));
    }
  }

  private static void views(
      Page page, Hostile hostile, String path, Map.Entry<String, String> each) {
    hostile.go(path);
    hostile.shown(path + ", tree: " + each.getKey(), each.getValue());
    Locator panel = page.getByRole(AriaRole.TABPANEL);
    for (String tab : List.of("JSON", "YAML", "History", "Edit")) {
      page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(tab)).click();
      Locator there =
          switch (tab) {
            case "History" -> panel.getByText("Compare").first();
            case "Edit" -> panel.locator("textarea");
            default -> panel.locator("figure");
          };
      assertThat(there).isVisible();
      hostile.harmless(path + ", " + tab + ": " + each.getKey());
      // Both languages write it between quotes, some of it escaped.
      String text = each.getValue().replace("\"", "\\\"");
      if (!tab.equals("YAML") && !text.contains("\u2028")) {
        hostile.shown(path + ", " + tab + ": " + each.getKey(), text);
      }
    }
  }

  @Test
  @DisplayName("in answers that the REST console shows, and in what is typed there")
  void answers() {
    Page page = browser.asAdmin();
    Hostile hostile = new Hostile(page);
    page.navigate("/ui/rest");
    Locator answer =
        page.getByRole(
            AriaRole.REGION, new Page.GetByRoleOptions().setName("Answer").setExact(true));
    int i = 0;
    for (Map.Entry<String, String> each : Hostile.TEXTS.entrySet()) {
      String id = run + "a" + ++i;
      put("Patient", id, HostileRecords.patient(each.getValue(), "only"));
      page.getByLabel("Path").fill("/Patient/" + id);
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send").setExact(true))
          .click();
      assertThat(answer).containsText("\"id\": \"" + id + "\"");
      hostile.harmless("an answer: " + each.getKey());
      page.getByLabel("Method").selectOption("POST");
      page.getByLabel("Body", new Page.GetByLabelOptions().setExact(true)).fill(each.getValue());
      page.getByLabel("Headers").fill("X-Text: " + each.getValue().replaceAll("[^ -~]", ""));
      hostile.harmless("a request: " + each.getKey());
      page.getByLabel("Method").selectOption("GET");
      page.getByLabel("Headers").fill("");
    }
  }

  @Test
  @DisplayName("in the fields of the sandbox, its requests and its snippets")
  void sandbox() {
    Page page = browser.asAdmin();
    Hostile hostile = new Hostile(page);
    page.navigate("/ui");
    for (String path :
        List.of(
            "/ui/auth/sandbox/resource-owner",
            "/ui/auth/sandbox/client-credentials",
            "/ui/auth/sandbox/basic")) {
      hostile.go(path);
      List<Locator> fields =
          page.locator("request-flow form input:not([type=number]):not([type=checkbox]):enabled")
              .all();
      assertThat(fields).as(path).isNotEmpty();
      Hostile.TEXTS.forEach((name, text) -> {
        for (Locator field : fields) {
          field.fill(text.replace("\u2028", " ").replace("\u2029", " "));
        }
        hostile.harmless(path + ": " + name);
      });
    }
  }

  private void person(String id, String text) {
    put(
        "User",
        id,
        JsonObject.of("userName", id)
            .with("displayName", text)
            .with("name", JsonObject.of("formatted", text).with("givenName", text))
            .with("department", text)
            .with("data", JsonObject.of(text, text).with("constructor", text))
            .with(
                "fhirUser",
                JsonObject.of("resourceType", "Patient").with("id", id).with("display", text))
            .with("password", PASSWORD));
    put(
        "Client",
        id,
        JsonObject.of("name", text)
            .with("description", text)
            .with("secret", SECRET)
            .with("grant_types", JsonReader.read("[\"password\"]")));
    put(
        "Role",
        id,
        JsonObject.of("name", text)
            .with("description", text)
            .with("user", JsonObject.of("resourceType", "User").with("id", id)));
    put(
        "AccessPolicy",
        id,
        JsonObject.of("description", text)
            .with("engine", "matcho")
            .with("roleName", text)
            .with(
                "matcho",
                JsonObject.of("uri", "/nowhere").with("params", JsonObject.of(text, text))));
    Http.Answer token =
        browser
            .app()
            .http()
            .post("/auth/token")
            .header("User-Agent", text.replaceAll("[^ -~]", ""))
            .basic(id, SECRET)
            .form("grant_type", "password", "username", id, "password", PASSWORD)
            .send();
    assertThat(token.status()).as(token.body()).isEqualTo(200);
  }

  @Test
  @DisplayName("and a narrative that could do harm is not even stored")
  void narrative() {
    for (String inside :
        List.of(
            "<img src='x' onerror='window.pwned=1'/>",
            "<a href='javascript:window.pwned=1'>x</a>",
            "<a href='java&#x09;script:window.pwned=1'>x</a>",
            "<script>window.pwned=1</script>",
            "<svg onload='window.pwned=1'/>",
            "<iframe src='https://elsewhere.invalid/'/>")) {
      String div = "<div xmlns='http://www.w3.org/1999/xhtml'>" + inside + "</div>";
      JsonObject patient =
          JsonObject.of("resourceType", "Patient")
              .with("text", JsonObject.of("status", "generated").with("div", div));
      assertThat(
              browser
                  .app()
                  .asRoot("POST", "/Patient")
                  .json(JsonWriter.text(patient))
                  .send()
                  .status())
          .as(inside)
          .isEqualTo(422);
    }
  }

  private void put(String type, String id, JsonObject resource) {
    Http.Answer answer =
        browser.app().asRoot("PUT", "/" + type + "/" + id).json(JsonWriter.text(resource)).send();
    assertThat(answer.status()).as(type + " of " + resource + ": " + answer.body()).isIn(200, 201);
  }
}
