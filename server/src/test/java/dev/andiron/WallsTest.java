package dev.andiron;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The walls of the house")
class WallsTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.andiron");

  /// Classes that break every rule, so that a rule which cannot fail is noticed.
  private static final JavaClasses BROKEN =
      new ClassFileImporter().importPackages("dev.andiron.fixture");

  record Rule(String name, Function<Walls, ArchRule> of) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Rule only(String room, String libraries, String... packages) {
    return new Rule(
        libraries + " is known in " + room + " only", walls -> walls.onlyIn(room, packages));
  }

  static Stream<Rule> rules() {
    return Stream.of(
        new Rule("every room has a row", Walls::everyRoomHasARow),
        new Rule("a room uses only the rows below its own", Walls::rows),
        new Rule("packages have no cycles", Walls::noCycles),
        only("pg", "JDBC", "java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer.."),
        only("http", "Jetty", "org.eclipse.jetty.."),
        only(
            "crypto", "JOSE and hashing", "com.nimbusds..", "org.bouncycastle..", "de.mkammerer.."),
        only("json", "YAML and Jackson", "tools.jackson..", "com.fasterxml..", "org.snakeyaml.."),
        only("main", "the command line", "picocli..", "ch.qos.logback.."),
        new Rule("no class is called Util, Helper, Manager, Impl or Abstract…", Walls::names),
        new Rule("public is what another package uses", Walls::publicOnlyForOthers),
        new Rule("time comes from an injected clock", Walls::injectedClock));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("stand")
  @MethodSource("rules")
  void stand(Rule rule) {
    if (rule.name().startsWith("public") && !PRODUCT.containPackage("dev.andiron.fhir")) {
      return; // without its biggest user the house is not whole: much is public for it alone
    }
    rule.of().apply(new Walls("dev.andiron")).check(PRODUCT);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("can be seen to fall")
  @MethodSource("rules")
  void fall(Rule rule) {
    ArchRule wall = rule.of().apply(new Walls("dev.andiron.fixture"));
    assertThat(wall.evaluate(BROKEN).hasViolation()).isTrue();
  }
}
