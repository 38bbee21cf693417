package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import com.microsoft.playwright.options.ViewportSize;
import dev.andiron.main.TestApp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A browser for tests: `@RegisterExtension final Browser browser = new Browser();`. Every test has
/// a context of its own (cookies, storage) on the server that the tests share, and fails on
/// whatever goes wrong in it without being announced ([#announce]).
public final class Browser implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Browser.class);
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"csrf_token\" value=\"([^\"]+)\"");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final ViewportSize SIZE = new ViewportSize(1280, 800);

  /// Milliseconds; far more than anything takes, on a machine that is busy with other tests.
  private static final double PATIENCE = 15_000;

  private final Supplier<TestApp> server;
  private final List<BrowserContext> contexts = new ArrayList<>();
  private @Nullable TestApp app;
  private @Nullable Chromium chromium;
  private @Nullable Watch watch;
  private @Nullable Page page;

  /// On the server that the tests share.
  public Browser() {
    this(TestApp::shared);
  }

  public Browser(Supplier<TestApp> server) {
    this.server = server;
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    Optional<Path> executable = Chromium.find();
    if (executable.isEmpty()) {
      String loud =
          "############ NO CHROMIUM: the tests of the console in a browser DO NOT RUN; install"
              + " `chromium`, or name one by ANDIRON_BROWSER_PATH ############";
      if ("required".equals(System.getenv("ANDIRON_BROWSER_TESTS"))) {
        fail(loud);
      }
      System.err.println(loud);
      Assumptions.abort(loud);
    }
    chromium =
        test.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
            .computeIfAbsent(
                Chromium.class, _ -> new Chromium(executable.orElseThrow()), Chromium.class);
    app = server.get();
    watch = new Watch(app.url());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    List<String> faults = watch == null ? List.of() : watch.faults();
    if (test.getExecutionException().isPresent() && page != null && !page.isClosed()) {
      // What it looked like when it failed says more than a stack.
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(
                  SCREENSHOTS.resolve(
                      "failed-" + test.getRequiredTestMethod().getName() + ".png")));
    }
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    page = null;
    if (test.getExecutionException().isEmpty()) {
      assertThat(faults).as("what went wrong in the browser").isEmpty();
    } else if (!faults.isEmpty()) {
      System.err.println("what went wrong in the browser: " + String.join("\n  ", faults));
    }
  }

  /// The server under test.
  public TestApp app() {
    return started(app);
  }

  /// The test's page, nobody signed in; `navigate("/ui")` goes by paths.
  public Page page() {
    Page open = page;
    if (open == null) {
      open = newVisitor();
      page = open;
    }
    return open;
  }

  /// A page of somebody else, with cookies of their own.
  public Page newVisitor() {
    BrowserContext context = unwatched();
    started(watch).over(context);
    return context.newPage();
  }

  /// A context in which anything may go wrong.
  BrowserContext unwatched() {
    BrowserContext context =
        started(chromium)
            .browser()
            .newContext(
                new com.microsoft.playwright.Browser.NewContextOptions()
                    .setBaseURL(app().url())
                    .setViewportSize(SIZE)
                    .setLocale("en-GB")
                    .setTimezoneId("UTC")
                    .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                    .setColorScheme(ColorScheme.LIGHT));
    context.setDefaultTimeout(PATIENCE);
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    contexts.add(context);
    return context;
  }

  /// The test's page, signed in; it is at no page of the console yet.
  public Page signedIn(String user, String password) {
    signIn(page(), user, password);
    return page();
  }

  /// As [#signedIn], for a page of [#newVisitor].
  public void signIn(Page page, String user, String password) {
    APIRequestContext requests = page.context().request();
    Matcher token = FORM_TOKEN.matcher(requests.get("/auth/login").text());
    assertThat(token.find()).as("the form of the sign-in has its token").isTrue();
    FormData form =
        FormData.create()
            .set("username", user)
            .set("password", password)
            .set("csrf_token", token.group(1));
    APIResponse answer =
        requests.post("/auth/login", RequestOptions.create().setMaxRedirects(0).setForm(form));
    assertThat(answer.status()).as("signing in as " + user).isLessThan(400);
    assertThat(page.context().cookies()).as("the cookies of " + user).isNotEmpty();
  }

  /// The test's page, signed in as the first administrator.
  public Page asAdmin() {
    return signedIn("admin", TestApp.ADMIN_PASSWORD);
  }

  /// Says that a request will be refused; it must be.
  ///
  /// @param status of the answer, from 400
  /// @param path with its query, or without for any
  public void announce(int status, String path) {
    started(watch).announce(status, path);
  }

  /// Says that any number of requests may be refused, but none may fail (status from 500).
  void allowRefusals() {
    started(watch).allowRefusals();
  }

  /// Says that there may be an error in the console, or an uncaught one, with these words.
  public void announceMessage(String part) {
    started(watch).announceMessage(part);
  }

  /// Holds the page as it is against the rules of WCAG 2.2, levels A and AA.
  public void axe(Page page) {
    Axe.check(page);
  }

  /// Pictures of the test's page in `target/screenshots`: `name-light.png`, `name-dark.png`.
  public void screenshot(String name) {
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      page()
          .screenshot(
              new Page.ScreenshotOptions()
                  .setPath(
                      SCREENSHOTS.resolve(
                          name + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png")));
    }
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the browser is there inside a test only");
    }
    return part;
  }
}
