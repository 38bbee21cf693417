package dev.andiron.main;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import dev.andiron.http.CurrentRequest;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// One event on one line: `2026-11-22T19:40:00.123Z WARN pg.Pool: …`. What came from outside may
/// hold line breaks and the control sequences of terminals; they are written as `\n` and `\x1b`, so
/// that nobody can forge a line. Only stack traces take lines of their own, and those are indented.
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final String OWN = "dev.andiron.";

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    String time = event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString();
    line.append(time).append(' ').append("%-5s ".formatted(event.getLevel()));
    String logger = event.getLoggerName();
    line.append(logger.startsWith(OWN) ? logger.substring(OWN.length()) : logger).append(": ");
    String message = String.valueOf(event.getFormattedMessage());
    line.append(printable(message));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        line.append(' ').append(pair.key).append('=').append(value(String.valueOf(pair.value)));
      }
    }
    String request = CurrentRequest.currentId();
    if (request != null && line.indexOf(request) < 0) {
      line.append(" [request ").append(request).append(']');
    }
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.append(trace(thrown));
    }
    return line.toString();
  }

  /// What was thrown and its causes, on lines that are indented.
  static String trace(IThrowableProxy thrown) {
    StringBuilder lines = new StringBuilder(1024);
    for (IThrowableProxy t = thrown; t != null; t = t.getCause()) {
      trace(lines, t);
    }
    return lines.toString();
  }

  /// In quotes where it would be read as something else: so no pair can be forged.
  private static String value(String text) {
    String printable = printable(text);
    return printable.matches("[^\\s\"=]+")
        ? printable
        : '"' + printable.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void trace(StringBuilder line, IThrowableProxy thrown) {
    line.append("    ").append(thrown.getClassName());
    if (thrown.getMessage() != null) {
      line.append(": ").append(printable(thrown.getMessage()));
    }
    line.append('\n');
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    for (int i = 0; i < frames.length - thrown.getCommonFrames(); i++) {
      line.append("      ").append(frames[i].getSTEAsString()).append('\n');
    }
  }

  /// The text with its control characters (Unicode's category Cc, and the separators of lines and
  /// paragraphs and those that reverse the direction of writing) spelled out.
  static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\n' -> clean.append("\\n");
            case '\r' -> clean.append("\\r");
            case '\t' -> clean.append("\\t");
            default -> {
              if (isPlain(c)) {
                clean.appendCodePoint(c);
              } else {
                clean.append(c < 0x100 ? "\\x%02x".formatted(c) : "\\u%04x".formatted(c));
              }
            }
          }
        });
    return clean.toString();
  }

  /// Whether it may stand in a log as it is.
  static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.FORMAT,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
