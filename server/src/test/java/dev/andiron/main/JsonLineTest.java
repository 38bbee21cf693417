package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

@DisplayName("A line of the log in JSON")
class JsonLineTest {
  private static LoggingEvent event(String message, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            new LoggerContext().getLogger("dev.andiron.pg.Pool"),
            Level.WARN,
            message,
            thrown,
            null);
    event.setInstant(Instant.parse("2026-11-22T10:00:00.123456Z"));
    return event;
  }

  private static JsonObject read(LoggingEvent event) {
    String line = new JsonLine().doLayout(event);
    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    return (JsonObject) JsonReader.read(line);
  }

  @Test
  @DisplayName("is one object: when, how bad, where and what")
  void plain() {
    assertThat(new JsonLine().doLayout(event("Grüße 你好", null)))
        .isEqualTo(
            """
            {"time":"2026-11-22T10:00:00.123Z","level":"WARN","logger":"dev.andiron.pg.Pool",\
            "message":"Grüße 你好"}
            """);
  }

  @Test
  @DisplayName("has the pairs of the event; they cannot take the place of what is always there")
  void pairs() {
    LoggingEvent event = event("m", null);
    event.addKeyValuePair(new KeyValuePair("status", 200));
    event.addKeyValuePair(new KeyValuePair("path", "/a\",\"level\":\"x"));
    event.addKeyValuePair(new KeyValuePair("level", "forged"));
    JsonObject line = read(event);
    assertThat(line.names())
        .containsExactly("time", "level", "logger", "message", "status", "path");
    assertThat(line.string("level")).isEqualTo("WARN");
    assertThat(line.string("path")).isEqualTo("/a\",\"level\":\"x");
    assertThat(String.valueOf(line.get("status"))).contains("200");
  }

  @Test
  @DisplayName("cannot be forged with line breaks, nor speak to the terminal")
  void hostile() {
    String text = "a\r\nb\u001b[31m\u2028\u202e\u0085\u007f\ud800\"\\";
    String line = new JsonLine().doLayout(event(text, null));
    assertThat(line)
        .contains("a\\u000d\\u000ab\\u001b[31m\\u2028\\u202e\\u0085\\u007f\\ud800\\\"\\\\");
  }

  @Test
  @DisplayName("has traces in one string, the messages of exceptions escaped")
  void traces() {
    JsonObject line =
        read(event("failed", new IllegalStateException("a\nb", new Error("c\u001bd"))));
    assertThat(line.string("exception"))
        .contains("java.lang.IllegalStateException: a\\nb\n", "java.lang.Error: c\\x1bd\n")
        .contains("JsonLineTest.traces");
  }
}
