package dev.andiron.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The one browser of this JVM. It is closed when all tests are through.
final class Chromium implements AutoCloseable {
  /// Milliseconds between steps; where it is set, the browser has a window.
  private static final String WINDOW = "ANDIRON_BROWSER_WINDOW";

  private static final String PATH = "ANDIRON_BROWSER_PATH";

  /// A third less work than the whole browser, and never a window.
  private static final String SHELL = "/usr/bin/chromium-headless-shell";

  private static final List<String> PLACES =
      List.of(
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome",
          "/usr/bin/google-chrome-stable",
          "/snap/bin/chromium",
          "/Applications/Chromium.app/Contents/MacOS/Chromium",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

  private final Playwright playwright;
  private final Browser browser;

  Chromium(Path executable) {
    // It must never download a browser of its own.
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright.chromium().launch(options(executable));
  }

  private static BrowserType.LaunchOptions options(Path executable) {
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions().setExecutablePath(executable);
    List<String> arguments = new ArrayList<>(List.of("--disable-gpu"));
    if ("root".equals(System.getProperty("user.name"))) {
      arguments.add("--no-sandbox"); // which Chromium refuses to make for root
    }
    String pause = System.getenv(WINDOW);
    if (pause != null) {
      options.setHeadless(false).setSlowMo(Double.parseDouble(pause));
    }
    return options.setArgs(arguments);
  }

  /// Where Chromium (or Chrome) is on this machine.
  static Optional<Path> find() {
    String named = System.getenv(PATH);
    Stream<String> shell = System.getenv(WINDOW) == null ? Stream.of(SHELL) : Stream.empty();
    return (named == null ? Stream.concat(shell, PLACES.stream()) : Stream.of(named))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
