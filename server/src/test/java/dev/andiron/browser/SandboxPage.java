package dev.andiron.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A page of the sandbox, as a person uses it: by its labels and buttons.
final class SandboxPage {
  private static final Pattern ENDED = Pattern.compile("^(Done|Stopped)");

  /// Milliseconds; a flow takes its time, to be watched, and the machine may be busy.
  private static final double FLOW = 60_000;

  private final Page page;
  private final List<Request> requests = new ArrayList<>();

  private SandboxPage(Page page) {
    this.page = page;
    page.onRequest(requests::add);
  }

  static SandboxPage open(Page page, String flow) {
    SandboxPage sandbox = new SandboxPage(page);
    page.navigate("/ui/auth/sandbox/" + flow);
    sandbox.card(1).waitFor();
    return sandbox;
  }

  Page page() {
    return page;
  }

  /// Fills in the ids of a client and a user that no other test has.
  SandboxPage named(String name) {
    type("Client ID", name + "-app");
    type("User ID", name);
    type("E-mail", name + "@sandbox.example");
    return this;
  }

  SandboxPage type(String label, String text) {
    page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
    return this;
  }

  SandboxPage tick(String label) {
    page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(label)).check();
    return this;
  }

  SandboxPage untick(String label) {
    page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(label)).uncheck();
    return this;
  }

  SandboxPage choose(String choice) {
    page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(choice).setExact(true))
        .check();
    return this;
  }

  SandboxPage press(String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
    return this;
  }

  Locator cards() {
    return page.locator("request-card");
  }

  Locator card(int number) {
    return cards().nth(number - 1);
  }

  /// Runs one request, and waits for its answer.
  Locator run(int number) {
    Locator card = card(number);
    card.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Run request " + number))
        .click();
    card.locator(".answer-head").waitFor();
    return card;
  }

  void run(int first, int last) {
    for (int number = first; number <= last; number++) {
      run(number);
    }
  }

  Locator status(int number) {
    return card(number).locator(".answer-head .badge");
  }

  Locator token(int number, String label) {
    return card(number)
        .locator("jwt-view")
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(label))));
  }

  /// The whole of a token, as it is copied.
  String tokenText(int number, String label) {
    return token(number, label).locator(".token-text").textContent();
  }

  Locator said() {
    return page.locator(".flow-said");
  }

  /// Plays the whole flow to its end.
  SandboxPage runAll() {
    press("Run all");
    said()
        .filter(new Locator.FilterOptions().setHasText(ENDED))
        .waitFor(new Locator.WaitForOptions().setTimeout(FLOW));
    return this;
  }

  /// What was sent to a path, in order.
  List<Request> sent(String method, String path) {
    return requests.stream()
        .filter(each -> each.method().equals(method) && each.url().endsWith(path))
        .toList();
  }

  Request lastSent(String method, String path) {
    return sent(method, path).getLast();
  }

  /// What a press of the button puts on the clipboard.
  String copied(int number, String language) {
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page.evaluate("() => navigator.clipboard.writeText('nothing')");
    card(number)
        .getByRole(
            AriaRole.GROUP,
            new Locator.GetByRoleOptions().setName("Copy request " + number + " as"))
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(language))
        .click();
    page.waitForFunction("async () => (await navigator.clipboard.readText()) !== 'nothing'");
    return (String) page.evaluate("() => navigator.clipboard.readText()");
  }
}
