package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A line of the log")
class LogLineTest {
  private static String line(String logger, String message, @Nullable Throwable thrown) {
    Logger to = new LoggerContext().getLogger(logger);
    LoggingEvent event = new LoggingEvent("", to, Level.WARN, message, thrown, null);
    event.setInstant(Instant.parse("2026-11-22T10:00:00.123456Z"));
    return new LogLine().doLayout(event);
  }

  @Test
  @DisplayName("says when, how bad, where and what")
  void plain() {
    assertThat(line("dev.andiron.pg.Pool", "Grüße 你好", null))
        .isEqualTo("2026-11-22T10:00:00.123Z WARN  pg.Pool: Grüße 你好\n");
  }

  @Test
  @DisplayName("cannot be forged with line breaks, nor speak to the terminal")
  void hostile() {
    assertThat(line("x", "a\r\nb\u001b[31m\u2028\u202e\u0085\u007f", null))
        .endsWith("x: a\\r\\nb\\x1b[31m\\u2028\\u202e\\x85\\x7f\n")
        .containsOnlyOnce("\n");
  }

  @Test
  @DisplayName("indents traces, and trusts the messages of exceptions no more")
  void traces() {
    String line = line("x", "failed", new IllegalStateException("a\nb", new Error("c\nd")));
    assertThat(line)
        .contains(
            "\n    java.lang.IllegalStateException: a\\nb\n", "\n    java.lang.Error: c\\nd\n");
    assertThat(line.lines().skip(1)).allMatch(l -> l.startsWith("    "));
  }
}
