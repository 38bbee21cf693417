package dev.andiron.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.andiron.Documents;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/attacks.md names the tests of attacks, all of them and no other")
class AttacksDocumentTest {
  /// A test in a row: its class below `dev.andiron`, and its method.
  private static final Pattern NAMED = Pattern.compile("`([a-z]+\\.[A-Z][A-Za-z]+)#([A-Za-z]+)`");

  private static Set<String> named() {
    Set<String> named = new TreeSet<>();
    Documents.read("docs/attacks.md")
        .lines()
        .filter(line -> line.startsWith("| "))
        .forEach(row -> {
          Matcher matcher = NAMED.matcher(row);
          while (matcher.find()) {
            named.add(matcher.group(1) + "#" + matcher.group(2));
          }
        });
    return named;
  }

  /// The tests of the classes that can be named, by their class below `dev.andiron`.
  private static Set<String> tests(String below) {
    return new ClassFileImporter()
        .importPackages("dev.andiron" + below).stream()
            .filter(type -> !type.isEquivalentTo(AttacksDocumentTest.class))
            .flatMap(type -> type.getMethods().stream())
            .filter(AttacksDocumentTest::isTest)
            .map(method -> name(method.getOwner()) + "#" + method.getName())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(JavaClass type) {
    return type.getName().substring("dev.andiron.".length());
  }

  private static boolean isTest(JavaMethod method) {
    return method.getAnnotations().stream()
        .map(annotation -> annotation.getRawType().getSimpleName())
        .anyMatch(Set.of("Test", "ParameterizedTest", "FuzzTest")::contains);
  }

  @Test
  @DisplayName("each test that it names is there")
  void there() {
    assertThat(tests("")).containsAll(named());
  }

  @Test
  @DisplayName("it names each test of the hostile suite")
  void whole() {
    assertThat(named()).containsAll(tests(".hostile"));
  }
}
