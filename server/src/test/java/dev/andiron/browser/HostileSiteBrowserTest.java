package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.LoadState;
import dev.andiron.main.TestApp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody who is signed in here looks at a page of somebody else: of another site (`127.0.0.1`),
/// and of the same site on another port, to which browsers send even a `SameSite=Strict` cookie.
@DisplayName("A page of somebody else can do nothing with one's session")
class HostileSiteBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  private final HostileSite site = new HostileSite();
  private Page page;
  private String server;
  private Ward ward;

  @BeforeEach
  void signIn() {
    server = browser.app().url();
    ward = Ward.on(browser.app());
    // What goes wrong in somebody else's pages is not ours.
    BrowserContext context = browser.unwatched();
    page = context.newPage();
    browser.signIn(page, "admin", TestApp.ADMIN_PASSWORD);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private boolean isSignedIn() {
    return page.context().request().get("/ui/api/session").status() == 200;
  }

  private static void assertNowhere(Page page, String what) {
    assertThat(page.evaluate("document.title")).as(what).isNotEqualTo("Andiron");
  }

  @ParameterizedTest(name = "from {0}")
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  @DisplayName("it cannot show a page of ours in a frame")
  void frames(String host) {
    String harmless = site.page(host, "harmless", "");
    page.navigate(site.page(host, "frame", "<iframe src='" + harmless + "'></iframe>"));
    assertThat(page.frames())
        .as("this test sees frames")
        .anyMatch(each -> each.url().equals(harmless));
    for (String path : List.of("/ui", "/ui/users", "/auth/login", "/Patient", "/nothing")) {
      for (String frame :
          List.of(
              "<iframe src='%s'></iframe>",
              "<iframe sandbox='allow-scripts allow-same-origin' src='%s'></iframe>",
              "<object data='%s' type='text/html'></object>",
              "<embed src='%s'>")) {
        page.navigate(site.page(host, "frame", frame.formatted(server + path)));
        page.waitForLoadState(LoadState.LOAD);
        for (Frame each : page.frames()) {
          if (each.parentFrame() != null) {
            assertThat(each.url()).as(path + " in " + frame).doesNotStartWith(server);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "from {0}")
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  @DisplayName("its forms change nothing, sign nobody out, and nobody in as somebody else")
  void forms(String host) {
    String patient = "{\"resourceType\":\"Patient\",\"id\":\"" + ward.user() + "\",\"x\":\"";
    List<String> forms = new ArrayList<>();
    forms.add("<form method=post action='%s/auth/logout'></form>");
    forms.add(
        "<form method=post action='%s/auth/logout'><input name=csrf_token value=guess></form>");
    forms.add("<form method=post action='%s/auth/logout?csrf_token=guess'></form>");
    String login =
        "<form method=post action='%s/auth/login'><input name=username value='"
            + ward.userName()
            + "'><input name=password value='"
            + Ward.PASSWORD
            + "'>";
    forms.add(login + "</form>");
    forms.add(login + "<input name=csrf_token value=guess></form>");
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
      for (String path : List.of("Patient", "", "fhir/Patient", "Patient?_method=PUT")) {
        forms.add(
            "<form method=post enctype='"
                + type
                + "' action='%s/"
                + path
                + "'><input name='"
                + patient
                + "' value='\"}'><input name=_method value=DELETE></form>");
      }
    }
    for (String form : forms) {
      page.navigate(site.page(host, "form", form.formatted(server)));
      page.evaluate("() => { document.forms[0].submit(); }");
      page.waitForURL(url -> url.startsWith(server));
      assertNowhere(page, form);
      assertThat(who()).as(form).isEqualTo("admin");
    }
    assertThat(browser.app().asRoot("GET", "/Patient/" + ward.user()).send().status())
        .isEqualTo(404);
    assertThat(browser.app().asRoot("GET", "/Patient?_count=500").send().body())
        .doesNotContain(ward.user());
  }

  private String who() {
    assertThat(isSignedIn()).isTrue();
    return page.context().request().get("/ui/api/session").text().contains("\"id\":\"admin\"")
        ? "admin"
        : "somebody else";
  }

  @ParameterizedTest(name = "from {0}")
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  @DisplayName("its scripts read nothing and change nothing")
  void scripts(String host) {
    page.navigate(site.page(host, "script", ""));
    Object read =
        page.evaluate(
            """
            async ([server, user]) => {
              const tries = [];
              const send = async (what, method, path, more = {}) => {
                try {
                  const answer = await fetch(server + path, { method, credentials: 'include', ...more });
                  const text = await answer.text();
                  if (answer.type === 'cors') tries.push(`${what}: ${answer.status} ${text.slice(0, 80)}`);
                } catch { /* refused, as it must be */ }
              };
              await send('read', 'GET', '/ui/api/session');
              await send('read', 'GET', '/User/admin');
              await send('read', 'GET', '/auth/sessions');
              await send('delete', 'DELETE', `/User/${user}`);
              await send('put', 'PUT', `/Patient/${user}`, { body: '{"resourceType":"Patient"}', headers: { 'Content-Type': 'application/json' } });
              for (const mode of ['cors', 'no-cors']) {
                await send('plain', 'POST', '/Patient', { mode, body: `{"resourceType":"Patient","id":"${user}"}` });
                await send('logout', 'POST', '/auth/logout', { mode });
                await send('end', 'POST', '/auth/sessions', { mode });
              }
              for (const header of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
                await send(header, 'POST', `/User/${user}`, { headers: { [header]: 'DELETE' } });
                await send(header, 'GET', `/User/${user}`, { headers: { [header]: 'DELETE' } });
              }
              for (const path of [`/User/${user}?_method=DELETE`, '/auth/logout', '/auth/sessions?_method=DELETE',
                                  `/Patient/${user}?_method=PUT`]) {
                await new Promise((done) => {
                  const picture = new Image();
                  picture.onload = picture.onerror = done;
                  picture.src = server + path;
                });
              }
              navigator.sendBeacon(`${server}/auth/logout`, 'x');
              return tries;
            }
            """,
            List.of(server, ward.user()));
    assertThat((List<?>) read).as("what a script of " + host + " could read").isEmpty();
    assertThat(who()).isEqualTo("admin");
    assertThat(browser.app().asRoot("GET", "/User/" + ward.user()).send().status()).isEqualTo(200);
    assertThat(browser.app().asRoot("GET", "/Patient/" + ward.user()).send().status())
        .isEqualTo(404);
  }

  @ParameterizedTest(name = "from {0}")
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  @DisplayName("a window that it opens it cannot reach into, nor be reached from")
  void windows(String host) {
    page.navigate(site.page(host, "opener", ""));
    Page opened =
        page.waitForPopup(
            () -> page.evaluate("(url) => { window.victim = window.open(url); }", server + "/ui"));
    opened.waitForLoadState();
    page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.victim.closed")));
    assertThat(opened.evaluate("window.opener === null")).isEqualTo(true);
    assertThat(opened.evaluate("document.cookie")).as("what scripts see of it").isEqualTo("");
    assertThat(opened.context().cookies(server))
        .filteredOn(cookie -> cookie.name.equals("andiron"))
        .singleElement()
        .satisfies((Cookie cookie) -> {
          assertThat(cookie.httpOnly).isTrue();
          assertThat(cookie.sameSite)
              .isEqualTo(com.microsoft.playwright.options.SameSiteAttribute.STRICT);
        });
    opened.waitForURL(server + "/ui");
    assertThat(isSignedIn()).isTrue();
  }
}
