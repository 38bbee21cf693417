package dev.andiron.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A test in a browser sees what goes wrong")
class WatchTest {
  private static final String SESSION =
      """
      {"user":{"id":"u"},"session":{"id":"s"},"csrf_token":"c","version":"0","may":{}}
      """;

  @RegisterExtension final Browser browser = new Browser();

  private Page shell(BrowserContext context) {
    context.route(
        "**/ui/api/session",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(SESSION)));
    context.route("http://elsewhere.invalid/**", Route::abort);
    Page page = context.newPage();
    page.navigate("/ui");
    page.waitForFunction("() => performance.getEntriesByName('usable').length > 0");
    return page;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "console.error('broken')                                | the console says: broken",
        "setTimeout(() => { throw new Error('uncaught one') })  | uncaught: Error: uncaught one",
        "try { document.body.innerHTML = '<b>' } catch (e) { }  | CSP: require-trusted-types-for",
        "document.body.style.background = 'url(http://elsewhere.invalid/a.png)' | CSP: img-src",
        "fetch('http://elsewhere.invalid/').catch(() => 0)      | CSP: connect-src",
        "location.href = 'http://elsewhere.invalid/'            | another origin: http://elsewhere.invalid/",
        "fetch('/nothing/here')                                 | 404 of GET",
      })
  @DisplayName("in every way in which it can")
  void sees(String script, String fault) {
    Watch watch = new Watch(browser.app().url());
    BrowserContext context = browser.unwatched();
    watch.over(context);
    Page page = shell(context);
    assertThat(watch.faults()).isEmpty();
    page.evaluate("() => { " + script + " }");
    page.waitForCondition(() -> watch.faults().stream().anyMatch(each -> each.contains(fault)));
  }

  @Test
  @DisplayName("lets pass what was announced, and asks for it")
  void announced() {
    Watch watch = new Watch(browser.app().url());
    BrowserContext context = browser.unwatched();
    watch.over(context);
    watch.announce(404, "/nothing/here");
    assertThat(watch.faults()).hasSize(1);
    Page page = shell(context);
    page.evaluate("() => fetch('/nothing/here?for=now')");
    page.waitForCondition(() -> watch.faults().equals(List.of()));
  }

  @Test
  @DisplayName("and what keeps people out")
  void axe() {
    Page page = shell(browser.unwatched());
    browser.axe(page);
    page.evaluate("() => document.body.append(document.createElement('input'))");
    assertThatThrownBy(() -> browser.axe(page))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("<input>");
  }
}
