/// Tests of the console in a real browser: Chromium, as it is installed, driven by Playwright. Each
/// test has a context of its own ([dev.andiron.browser.Browser]), and fails on whatever it did not
/// announce: an error in the browser's console, an exception that no script caught, a violation of
/// the content security policy, a refused request, a request to another origin.
///
/// Without Chromium the tests are skipped, loudly; with `ANDIRON_BROWSER_TESTS=required` in the
/// environment they fail then. To watch one, with a second between its steps:
///
/// ```
/// ANDIRON_BROWSER_WINDOW=1000 mvn test -pl server -am -Dtest=ShellBrowserTest
/// ```
///
/// Pictures that a test takes are in `server/target/screenshots`.
@NullMarked
package dev.andiron.browser;

import org.jspecify.annotations.NullMarked;
