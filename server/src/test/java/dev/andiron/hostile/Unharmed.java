package dev.andiron.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.andiron.Http;
import dev.andiron.Http.Answer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/// Holds every attack to what is common to all of them: no answer is a failure of the server or
/// tells a secret, the log has no failure, no secret and no character that speaks to a terminal,
/// and afterwards the server still answers well.
final class Unharmed implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(Unharmed.class);

  private static final String BEGUN = "the attack begins";

  /// Of stack traces, of the database, of hashes.
  private static final List<String> NEVER_ANSWERED =
      List.of("$argon2", "at dev.andiron", "org.postgresql", "PSQLException", "java.lang.");

  /// What there was before an attack.
  private record Before(int answers, PrintStream err, Level level, ByteArrayOutputStream log) {}

  @Override
  public void beforeEach(ExtensionContext context) {
    assertThat(Target.APP.url()).isNotEmpty(); // starts it, whose first lines are none of ours
    Logger ours = (Logger) LoggerFactory.getLogger("dev.andiron");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Before before = new Before(Http.SEEN.size(), System.err, ours.getEffectiveLevel(), log);
    context.getStore(OURS).put(Before.class, before);
    // What is written is looked at where it is written, spelled as an operator sees it.
    System.setErr(new PrintStream(log, true, UTF_8));
    ours.setLevel(Level.DEBUG);
    LoggerFactory.getLogger("dev.andiron.hostile").debug(BEGUN);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Before before = Objects.requireNonNull(context.getStore(OURS).get(Before.class, Before.class));
    try {
      Answer read = Target.as(Target.signedIn(), "GET", Target.PATIENT).send();
      assertThat(read.status()).as("afterwards: " + read.body()).isEqualTo(200);
      assertThat(read.body()).contains("Attacked");
    } finally {
      System.setErr(before.err());
      ((Logger) LoggerFactory.getLogger("dev.andiron")).setLevel(before.level());
    }

    String log = before.log().toString(UTF_8);
    assertLog(log);
    assertThat(log).as("a log was kept").contains(BEGUN);
    Http.SEEN.stream().skip(before.answers()).forEach(Unharmed::assertAnswer);
  }

  private static void assertAnswer(String answer) {
    assertThat(answer).as("a failure").doesNotStartWith("5");
    assertThat(answer).doesNotContain(Target.PASSWORD, Target.SECRET);
    assertThat(answer).doesNotContain(NEVER_ANSWERED);
  }

  private static void assertLog(String log) {
    assertThat(log).doesNotContain(Target.PASSWORD, Target.SECRET, "$argon2", " ERROR ");
    assertThat(log.codePoints())
        .as(log)
        .noneMatch(c ->
            c != '\n'
                && switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      true;
                  default -> false;
                });
    assertThat(log.lines())
        .as("each line is one of ours, or indented below one")
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z [A-Z]+ .*|    .*"));
    for (String token : Target.tokens()) {
      assertThat(log).doesNotContain(token.substring(token.length() - 24));
    }
  }
}
