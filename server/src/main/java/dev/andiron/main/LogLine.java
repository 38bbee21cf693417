package dev.andiron.main;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.temporal.ChronoUnit;

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
    line.append(printable(String.valueOf(event.getFormattedMessage()))).append('\n');
    for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
      trace(line, t);
    }
    return line.toString();
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

  private static boolean isPlain(int c) {
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
