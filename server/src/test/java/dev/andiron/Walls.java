package dev.andiron;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The walls between the rooms, as rules over the packages below `root`.
record Walls(String root) {
  /// The row in which each room stands. It may use the rows below its own.
  private static final Map<String, Integer> ROWS =
      Map.ofEntries(
          Map.entry("main", 6),
          Map.entry("fhir", 5),
          Map.entry("oauth", 5),
          Map.entry("console", 5),
          Map.entry("ops", 5),
          Map.entry("access", 4),
          Map.entry("identity", 3),
          Map.entry("export", 3),
          Map.entry("search", 2),
          Map.entry("structure", 2),
          Map.entry("terminology", 2),
          Map.entry("audit", 2),
          Map.entry("resource", 1),
          Map.entry("media", 1),
          Map.entry("definition", 1),
          Map.entry("http", 0),
          Map.entry("pg", 0),
          Map.entry("json", 0),
          Map.entry("crypto", 0),
          Map.entry("metrics", 0),
          Map.entry("config", 0));

  /// Public for somebody outside: the JVM, and the service loader.
  private static final Set<String> CALLED_FROM_OUTSIDE =
      Set.of("dev.andiron.main.Andiron", "dev.andiron.main.Logging");

  private static final String NAMES_THAT_SAY_NOTHING =
      "(Abstract.*|.*(Utils?|Helpers?|Managers?|Impl))";

  ArchRule rows() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(
            condition(
                "use only rooms in rows below their own",
                (type, events) -> {
                  for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String own = room(type);
                    String other = room(dependency.getTargetClass());
                    if (other != null && !other.equals(own) && row(own) <= row(other)) {
                      events.add(violated(type, dependency.getDescription()));
                    }
                  }
                }));
  }

  ArchRule everyRoomHasARow() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(
            condition(
                "stand in a room that has a row",
                (type, events) -> {
                  if (!ROWS.containsKey(room(type))) {
                    events.add(violated(type, type.getName() + " is in none of " + ROWS.keySet()));
                  }
                }));
  }

  ArchRule noCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /// Only the classes of this room know these packages.
  ArchRule onlyIn(String room, String... packages) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + "." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }

  ArchRule names() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .haveNameMatching(".*[.$]" + NAMES_THAT_SAY_NOTHING);
  }

  /// Top-level types only: what is nested in an interface is public whether one wants it or not. A
  /// type in the signature of what others may call counts as used, and so does an exception.
  ArchRule publicOnlyForOthers() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .areTopLevelClasses()
        .and()
        .haveModifier(JavaModifier.PUBLIC)
        .should(
            condition(
                "be used by another package",
                (type, events) -> {
                  if (!isUsedElsewhere(type)
                      && !isInPublicSignature(type)
                      && !type.isAssignableTo(Throwable.class)
                      && !CALLED_FROM_OUTSIDE.contains(type.getName())) {
                    events.add(violated(type, type.getName() + " is public for nobody"));
                  }
                }));
  }

  private static boolean isUsedElsewhere(JavaClass type) {
    String nested = type.getName() + "$";
    return type.getPackage().getClasses().stream()
        .filter(member -> member.equals(type) || member.getName().startsWith(nested))
        .flatMap(member -> member.getDirectDependenciesToSelf().stream())
        .map(dependency -> dependency.getOriginClass().getPackageName())
        .anyMatch(user -> !user.equals(type.getPackageName()));
  }

  private static boolean isInPublicSignature(JavaClass type) {
    return type.getPackage().getClasses().stream()
        .filter(owner -> !owner.equals(type) && isPublic(owner))
        .flatMap(owner -> owner.getMembers().stream())
        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
        .anyMatch(member -> member.getAllInvolvedRawTypes().contains(type));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC);
  }

  /// Time comes from a `java.time.Clock` that is handed in; `main` makes it.
  ArchRule injectedClock() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + ".main..")
        .should()
        .accessTargetWhere(
            new DescribedPredicate<JavaAccess<?>>("reads the machine's clock") {
              @Override
              public boolean test(JavaAccess<?> access) {
                return readsClock(access.getTarget().getFullName());
              }
            });
  }

  private static boolean readsClock(String target) {
    return target.equals("java.lang.System.currentTimeMillis()")
        || target.matches("java\\.time\\.\\w+\\.now\\((java\\.time\\.ZoneId)?\\)")
        || target.matches("java\\.time\\.Clock\\.system.*")
        || target.equals("java.util.Date.<init>()");
  }

  private @Nullable String room(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(root + ".")) {
      return null;
    }
    String rest = name.substring(root.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static int row(@Nullable String room) {
    return ROWS.getOrDefault(String.valueOf(room), -1);
  }

  private static ConditionEvent violated(JavaClass type, String message) {
    return SimpleConditionEvent.violated(type, message);
  }

  private static ArchCondition<JavaClass> condition(
      String description, BiConsumer<JavaClass, ConditionEvents> check) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        check.accept(type, events);
      }
    };
  }
}
