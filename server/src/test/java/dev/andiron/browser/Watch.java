package dev.andiron.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes down whatever goes wrong in a test's pages.
final class Watch {
  private static final String REFUSED = "Failed to load resource: the server responded";

  /// The browser's own message is cut short, and goes to the console of the document only.
  private static final String TELL_OF_VIOLATIONS =
      """
      addEventListener('securitypolicyviolation', (e) =>
        console.error(`CSP: ${e.effectiveDirective} forbids ${e.blockedURI} ${e.sample}`));
      """;

  /// What a test said will happen.
  private static final class Announced {
    private final int status;
    private final String path;
    private boolean seen;

    Announced(int status, String path) {
      this.status = status;
      this.path = path;
    }

    boolean fits(int status, URI url) {
      boolean withQuery = path.indexOf('?') >= 0;
      String asked =
          withQuery && url.getRawQuery() != null
              ? url.getRawPath() + "?" + url.getRawQuery()
              : url.getRawPath();
      return this.status == status && path.equals(asked);
    }
  }

  private final String origin;
  private final List<Announced> announced = new ArrayList<>();
  private final List<Answer> refusals = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<String> announcedMessages = new ArrayList<>();

  private boolean refusalsAllowed;

  private record Answer(int status, String method, URI url) {}

  Watch(String origin) {
    this.origin = origin;
  }

  void over(BrowserContext context) {
    context.addInitScript(TELL_OF_VIOLATIONS);
    context.onConsoleMessage(this::said);
    context.onWebError(error -> faults.add("uncaught: " + error.error()));
    context.onResponse(this::answered);
    context.onRequest(request -> {
      if (!isOurs(request.url())) {
        faults.add("a request to another origin: " + request.url());
      }
    });
  }

  /// @param path with or without its query
  void announce(int status, String path) {
    announced.add(new Announced(status, path));
  }

  void allowRefusals() {
    refusalsAllowed = true;
  }

  /// @param part of an error's text
  void announceMessage(String part) {
    announcedMessages.add(part);
  }

  private boolean isOurs(String url) {
    return url.equals(origin) || url.startsWith(origin + "/") || url.startsWith("about:");
  }

  private void said(ConsoleMessage message) {
    boolean bad = message.type().equals("error") || message.type().equals("assert");
    // A refusal is seen as an answer, with its method.
    if (bad && !message.text().startsWith(REFUSED)) {
      faults.add("the console says: " + message.text() + " (" + message.location() + ")");
    }
  }

  private void answered(Response response) {
    if (response.status() >= (refusalsAllowed ? 500 : 400)) {
      refusals.add(
          new Answer(response.status(), response.request().method(), URI.create(response.url())));
    }
  }

  /// Everything that was not announced, and everything that was and did not happen.
  List<String> faults() {
    List<String> all = new ArrayList<>();
    for (String fault : faults) {
      if (announcedMessages.stream().noneMatch(fault::contains)) {
        all.add(fault);
      }
    }
    for (Answer answer : refusals) {
      @Nullable Announced expected =
          announced.stream()
              .filter(each -> each.fits(answer.status(), answer.url()))
              .findFirst()
              .orElse(null);
      if (expected == null) {
        all.add("%d of %s %s".formatted(answer.status(), answer.method(), answer.url()));
      } else {
        expected.seen = true;
      }
    }
    for (Announced each : announced) {
      if (!each.seen) {
        all.add("announced, but it did not come: %d of %s".formatted(each.status, each.path));
      }
    }
    return all;
  }
}
