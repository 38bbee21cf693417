package dev.andiron.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A measurement, not a test: by its name it runs only where it is asked for, by
/// `bench/console.sh`. Each run of a page has a context of its own, so that nothing is kept from
/// the run before; the server is warm.
@DisplayName("What the pages of the console cost")
class ConsoleSpeed {
  private static final List<String> PAGES =
      List.of(
          "/auth/login",
          "/ui",
          "/ui/auth/sandbox/resource-owner",
          "/ui/auth/sandbox/client-credentials",
          "/ui/auth/sandbox/basic",
          "/ui/users",
          "/ui/clients",
          "/ui/sessions",
          "/ui/policies",
          "/ui/roles",
          "/ui/resources",
          "/ui/resources/Patient",
          "/ui/rest",
          "/ui/profile");

  /// A page without scripts can be used when it is there.
  private static final String USABLE =
      """
      () => {
        const mark = performance.getEntriesByName('usable')[0];
        const { domContentLoadedEventEnd: there, loadEventEnd: loaded } =
          performance.getEntriesByType('navigation')[0];
        return mark ? mark.startTime : document.scripts.length === 0 && loaded > 0 ? there : null;
      }
      """;

  @RegisterExtension final Browser browser = new Browser();

  /// @param again milliseconds until usable when the browser has the assets already
  private record Cost(double bytes, double requests, double milliseconds, double again) {}

  @Test
  void measure() throws IOException {
    int runs = Integer.parseInt(System.getenv().getOrDefault("ANDIRON_CONSOLE_RUNS", "7"));
    List<String> table = new ArrayList<>();
    table.add(
        "| page | KiB over the wire | requests | ms until usable (fastest to slowest) | ms, visited before |");
    table.add("|---|---:|---:|---:|---:|");
    for (String page : PAGES) {
      Cost _ = cost(page); // warms the server up
      List<Cost> costs = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        costs.add(cost(page));
      }
      double[] times = costs.stream().mapToDouble(Cost::milliseconds).sorted().toArray();
      table.add(
          "| `%s` | %.1f | %.0f | %.0f (%.0f to %.0f) | %.0f |"
              .formatted(
                  page,
                  median(costs.stream().mapToDouble(Cost::bytes).toArray()) / 1024,
                  median(costs.stream().mapToDouble(Cost::requests).toArray()),
                  median(times),
                  times[0],
                  times[times.length - 1],
                  median(costs.stream().mapToDouble(Cost::again).toArray())));
    }
    String results = System.getenv("ANDIRON_CONSOLE_RESULTS");
    if (results == null) {
      table.forEach(System.out::println);
    } else {
      Files.write(Path.of(results), table);
    }
  }

  private Cost cost(String path) {
    try (BrowserContext context = browser.unwatched()) {
      Page page = context.newPage();
      if (!path.equals("/auth/login")) {
        browser.signIn(page, "admin", dev.andiron.main.TestApp.ADMIN_PASSWORD);
      }
      CDPSession network = context.newCDPSession(page);
      double[] bytes = {0};
      int[] requests = {0};
      // With the header fields, as they were packed.
      network.on(
          "Network.loadingFinished",
          event -> {
            bytes[0] += event.get("encodedDataLength").getAsDouble();
            requests[0]++;
          });
      network.send("Network.enable");
      double milliseconds = usable(page, path);
      page.waitForLoadState(com.microsoft.playwright.options.LoadState.NETWORKIDLE);
      network.detach();
      page.navigate("about:blank");
      return new Cost(bytes[0], requests[0], milliseconds, usable(page, path));
    }
  }

  private static double usable(Page page, String path) {
    page.navigate(path);
    return ((Number) page.waitForFunction(USABLE).jsonValue()).doubleValue();
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
