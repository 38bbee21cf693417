package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.identity.MutableClock;
import dev.andiron.main.TestApp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The sign-in page")
class LoginPageTest {
  private static final TestApp APP = TestApp.shared();
  private static final Http HTTP = APP.http();

  private final Browser browser = new Browser(HTTP);

  @BeforeAll
  static void somebody() {
    put("/User/lp-user", "{\"password\":\"password\",\"email\":\"lp-user@mail.com\"}");
    put("/User/lp-other", "{\"password\":\"password\"}");
    put("/User/lp-inactive", "{\"password\":\"password\",\"inactive\":true}");
    put("/User/lp-none", "{}");
  }

  private static void put(String path, String json) {
    Answer answer = APP.asRoot("PUT", path).json(json).send();
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private static int userInfo(Browser browser) {
    return browser.get("/auth/sessions").status();
  }

  @Test
  @DisplayName("is a page of its own: no script, no inline style, a label for each field")
  void page() {
    Answer page = browser.get("/auth/login");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'self'")
        .contains("form-action 'self'")
        .contains("frame-ancestors 'none'");
    assertThat(page.body())
        .contains("<html lang=\"en\">", "name=\"viewport\"", "<title>Sign in – Andiron</title>")
        .contains("<label for=\"username\">", "<label for=\"password\">")
        .contains("autocomplete=\"username\"", "autocomplete=\"current-password\"")
        .contains("<div class=\"notice bad\" id=\"problem\" role=\"alert\" hidden>")
        .doesNotContain("<script", "<style", "style=", "{{");
    assertThat(Browser.hidden(page, "redirect_to")).isEqualTo("/ui");
    assertThat(HTTP.call("HEAD", "/auth/login").send().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lp-guessed", "lp-guessed-nobody"})
  @DisplayName("tells whoever failed too often to wait, whether there is such a user or not")
  void guessing(String name) {
    put("/User/lp-guessed", "{\"password\":\"password\"}");
    Answer answer = browser.signIn(name, "wrong");
    int tries = 1;
    while (answer.status() == 422 && tries < 20) {
      answer = browser.signIn(name, "wrong");
      tries++;
    }
    assertThat(tries).isGreaterThan(5);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
    assertThat(answer.body())
        .contains("Too many tries to sign in have failed. Wait ", "value=\"" + name + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lp-user", "LP-User", "lp-user@mail.com"})
  @DisplayName("takes an id, a user name or an email address, and makes a session")
  void signsIn(String name) {
    Answer answer = browser.signIn(name, "password");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo("/ui");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).isEmpty();
    assertThat(browser.cookies).containsOnlyKeys(Browser.SESSION);
    assertThat(userInfo(browser)).isEqualTo(200);
  }

  @Test
  @DisplayName("gives a cookie that no script and no other site's page can use")
  void cookieAttributes() {
    Answer answer = browser.signIn("lp-user", "password");
    assertThat(Browser.setCookie(answer, "andiron"))
        .matches("andiron=[A-Za-z0-9_-]{64}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
    assertThat(Browser.setCookie(answer, "andiron-login"))
        .isEqualTo("andiron-login=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    Answer page = new Browser(HTTP).get("/auth/login");
    assertThat(Browser.setCookie(page, "andiron-login"))
        .matches(
            "andiron-login=[A-Za-z0-9_-]{43}; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict");
  }

  @Test
  @DisplayName(
      "where people come by https gives __Host- cookies that are Secure, and takes no other")
  void secureCookies() {
    MutableClock clock = new MutableClock();
    try (TestApp app =
        TestApp.start(
            TestPostgres.newUrl(),
            Map.of(
                Setting.BASE_URL, "https://fhir.example.org",
                Setting.CONSOLE_SESSION_EXPIRATION, "90"),
            clock)) {
      Browser secure = new Browser(app.http());
      Answer answer = secure.signIn("admin", TestApp.ADMIN_PASSWORD);
      assertThat(answer.status()).as(answer.body()).isEqualTo(303);
      assertThat(Browser.setCookie(answer, "__Host-andiron"))
          .matches(
              "__Host-andiron=[A-Za-z0-9_-]{64}; Path=/; Max-Age=90; HttpOnly; SameSite=Strict;"
                  + " Secure");
      assertThat(Browser.setCookie(answer, "__Host-andiron-login"))
          .isEqualTo("__Host-andiron-login=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure");
      assertThat(secure.get("/Patient").status()).isEqualTo(200);
      String token = secure.cookies.get("__Host-andiron");
      assertThat(app.http().get("/Patient").header("Cookie", "andiron=" + token).send().status())
          .as("a cookie that a neighbour could have planted")
          .isEqualTo(401);
      clock.forward(Duration.ofSeconds(91));
      assertThat(secure.get("/Patient").status())
          .as("after --console-session-expiration")
          .isEqualTo(401);
      assertThat(secure.get("/auth/login").status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("refuses in the same bytes whoever it is that may not sign in")
  void sameBytes() {
    Answer page = browser.get("/auth/login");
    List<String> bodies = new ArrayList<>();
    for (String name : List.of("lp-user", "lp-nobody", "lp-inactive", "lp-none", "no\u0001body")) {
      Answer refused =
          browser.submit(page, name, name.equals("lp-inactive") ? "password" : "wrong-pass");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
      assertThat(refused.body())
          .contains("role=\"alert\" ><p>That user name and password do not go together")
          .contains("aria-describedby=\"problem\"")
          .contains("value=\"" + name + "\"")
          .doesNotContain("wrong-pass");
      bodies.add(
          refused.header("Set-Cookie")
              + refused.body().replace("value=\"" + name + "\"", "value=\"…\""));
    }
    assertThat(bodies).containsOnly(bodies.getFirst());
    assertThat(browser.cookies).doesNotContainKey(Browser.SESSION);
  }

  @Test
  @DisplayName("asks again where a field is empty, missing or endless")
  void emptyFields() {
    Answer page = browser.get("/auth/login");
    assertThat(browser.submit(page, "", "").status()).isEqualTo(422);
    assertThat(browser.submit(page, "lp-user", "").status()).isEqualTo(422);
    assertThat(browser.submit(page, "lp-user", "x".repeat(1025)).status()).isEqualTo(422);
    Answer endless = browser.submit(page, "n".repeat(2000), "password");
    assertThat(endless.status()).isEqualTo(422);
    assertThat(endless.body()).doesNotContain("nnn");
  }

  @Test
  @DisplayName("shows what was typed as text, never as markup")
  void escaped() {
    String hostile = "\"><script>alert(1)</script>'&lt;";
    Answer refused = browser.signIn(hostile, "wrong");
    assertThat(refused.body())
        .contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;lt;\"")
        .doesNotContain("<script");
    Answer page =
        browser.get(
            "/auth/login?redirect_to="
                + URLEncoder.encode("/ui\"><script>", StandardCharsets.UTF_8));
    assertThat(page.body()).doesNotContain("<script");
  }

  @Test
  @DisplayName("takes no form without its token, with another browser's, or without its cookie")
  void loginCsrf() {
    Answer page = browser.get("/auth/login");
    Browser attacker = new Browser(HTTP);
    Answer attackers = attacker.get("/auth/login");
    assertStale(browser.send(HTTP.post("/auth/login").form(credentials(""))));
    assertStale(browser.send(HTTP.post("/auth/login").form(credentials("x"))));
    assertStale(
        browser.send(
            HTTP.post("/auth/login").form(credentials(Browser.hidden(attackers, "csrf_token")))));
    String token = Browser.hidden(page, "csrf_token");
    Answer without = HTTP.post("/auth/login").form(credentials(token)).send();
    assertStale(without);
    Answer again = browser.submit(without, "lp-user", "password");
    assertStale(again);
    assertThat(browser.submit(again, "lp-user", "password").status()).isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none", "same-origin, same-origin"})
  @DisplayName("takes no form that the browser says another page has sent")
  void fetchMetadata(String site) {
    Answer page = browser.get("/auth/login");
    String token = Browser.hidden(page, "csrf_token");
    assertStale(
        browser.send(
            HTTP.post("/auth/login").header("Sec-Fetch-Site", site).form(credentials(token))));
    assertThat(browser.send(HTTP.post("/auth/login").form(credentials(token))).status())
        .as("a browser that says nothing")
        .isEqualTo(303);
  }

  private static String[] credentials(String token) {
    return new String[] {
      "username", "lp-user", "password", "password", "redirect_to", "/ui", "csrf_token", token
    };
  }

  private static void assertStale(Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("This page was open too long").contains("value=\"lp-user\"");
    assertThat(Browser.setCookie(answer, Browser.SESSION)).isNull();
    assertThat(Browser.hidden(answer, "csrf_token")).isNotEmpty();
  }

  @Test
  @DisplayName("gives a new session each time; one that was planted before is not kept")
  void fixation() {
    Browser attacker = Browser.signedIn(HTTP, "lp-other", "password");
    String planted = attacker.token();
    Answer page = browser.get("/auth/login");
    browser.cookies.put(Browser.SESSION, planted);
    assertThat(browser.submit(page, "lp-user", "password").status()).isEqualTo(303);
    assertThat(browser.token()).isNotEqualTo(planted);
    assertThat(userInfo(browser)).isEqualTo(200);
    assertThat(userInfo(attacker)).as("the planted session is closed").isEqualTo(401);
    String first = browser.token();
    browser.cookies.put(Browser.LOGIN, "0".repeat(43));
    Answer made = browser.send(HTTP.post("/auth/login").form(credentials("0")));
    assertStale(made);
    assertThat(browser.token()).isEqualTo(first);
  }

  @Test
  @DisplayName("keeps nothing of a cookie that is no token of ours")
  void plantedNonsense() {
    String made = "A".repeat(64);
    Answer page = browser.get("/auth/login");
    browser.cookies.put(Browser.SESSION, made);
    assertThat(browser.submit(page, "lp-user", "password").status()).isEqualTo(303);
    assertThat(browser.token()).isNotEqualTo(made);
  }

  @Test
  @DisplayName("leads to where the person wanted to go, and nowhere else")
  void redirects() {
    assertThat(
            browser
                .signIn("/auth/login?redirect_to=/ui/users%3Fname%3Da%2520b", "lp-user", "password")
                .header("Location"))
        .isEqualTo("/ui/users?name=a%20b");
    for (String hostile :
        List.of(
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/%5cevil.example",
            "/\r\nSet-Cookie: a=b",
            "/%2f%2fevil.example",
            "javascript:alert(1)",
            "/auth/login?redirect_to=//evil.example")) {
      String query = "?redirect_to=" + URLEncoder.encode(hostile, StandardCharsets.UTF_8);
      Browser fresh = new Browser(HTTP);
      Answer page = fresh.get("/auth/login" + query);
      Answer sent =
          fresh.send(
              HTTP.post("/auth/login")
                  .form(
                      "username",
                      "lp-user",
                      "password",
                      "password",
                      "redirect_to",
                      hostile,
                      "csrf_token",
                      Browser.hidden(page, "csrf_token")));
      assertThat(sent.header("Location")).as(hostile).isEqualTo("/ui");
      assertThat(fresh.get("/auth/login" + query).header("Location")).as(hostile).isEqualTo("/ui");
    }
  }

  @Test
  @DisplayName("sends on who is signed in already, but for the page of another site")
  void alreadySignedIn() {
    Browser signedIn = Browser.signedIn(HTTP, "lp-user", "password");
    Answer onward = signedIn.get("/auth/login?redirect_to=/ui/profile");
    assertThat(onward.status()).isEqualTo(303);
    assertThat(onward.header("Location")).isEqualTo("/ui/profile");
    assertThat(
            signedIn.send(HTTP.get("/auth/login").header("Sec-Fetch-Site", "cross-site")).status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName(
      "answers its own problems as a page: a wrong body, method, escape, doubled fields and cookies")
  void problems() {
    Browser odd = new Browser(HTTP);
    Answer json = odd.send(HTTP.post("/auth/login").json("{\"username\":\"x\"}"));
    assertProblem(json, 415);
    Answer page = odd.get("/auth/login");
    assertProblem(
        odd.send(
            HTTP.post("/auth/login")
                .form(
                    "username", "lp-user",
                    "username", "lp-other",
                    "password", "password",
                    "csrf_token", Browser.hidden(page, "csrf_token"))),
        400);
    assertProblem(odd.send(HTTP.put("/auth/login")), 405);
    assertProblem(odd.get("/auth/login?redirect_to=%FF"), 400);
    assertProblem(
        odd.send(
            HTTP.post("/auth/login")
                .body("application/x-www-form-urlencoded", "x=" + "y".repeat(70_000))),
        413);
    String token = Browser.signedIn(HTTP, "lp-user", "password").token();
    assertProblem(
        HTTP.get("/auth/login").header("Cookie", "andiron=" + token + "; andiron=x").send(), 400);
  }

  private static void assertProblem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(answer.body()).contains("<title>Not signed in – Andiron</title>");
    assertThat(Browser.hidden(answer, "csrf_token")).isNotEmpty();
  }

  @Test
  @DisplayName("is not there where the console is off")
  void off() {
    try (TestApp app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.CONSOLE, "off"))) {
      assertThat(app.http().get("/auth/login").send().status()).isEqualTo(404);
      assertThat(app.http().get("/auth/sessions").send().status())
          .as("one's own sessions are no page")
          .isEqualTo(401);
    }
  }
}
