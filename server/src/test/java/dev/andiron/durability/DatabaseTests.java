package dev.andiron.durability;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.TagFilter.excludeTags;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// A program: runs every test that needs a database on the one that `andiron.test.database-url`
/// names. It ends with 1 where one of them fails.
final class DatabaseTests {
  private DatabaseTests() {}

  public static void main(String[] arguments) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                selectClass("dev.andiron.PageTest"),
                selectPackage("dev.andiron.access"),
                selectPackage("dev.andiron.cluster"),
                selectPackage("dev.andiron.contract"),
                selectPackage("dev.andiron.identity"),
                selectPackage("dev.andiron.oauth"),
                selectPackage("dev.andiron.pg"),
                selectPackage("dev.andiron.resource"),
                selectPackage("dev.andiron.search"))
            .filters(
                includeClassNamePatterns(".*Test"),
                excludeClassNamePatterns("dev\\.andiron\\.pg\\.embedded\\..*"),
                excludeTags("full"))
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    try {
      LauncherFactory.create().execute(request, summary);
    } catch (Throwable e) { // threads that the tests began would keep this from ending
      System.out.println("Failures (the tests themselves): " + e);
      Runtime.getRuntime().halt(2);
    }
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    summary.getSummary().printFailuresTo(out, 8);
    summary.getSummary().printTo(out);
    System.exit(summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
  }
}
