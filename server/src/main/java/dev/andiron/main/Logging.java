package dev.andiron.main;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.andiron.config.Settings;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs go to standard error: our own from the level that is set, those of libraries from WARN.
/// Logback finds this class through `META-INF/services`; it starts faster than reading XML.
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String OWN = "dev.andiron";
  private static final String CONSOLE = "console";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    write(context, new LogLine());
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger(OWN).setLevel(Level.INFO);
    // It logs, with a trace, what it throws as well; whoever asked for a connection tells it.
    context.getLogger("com.zaxxer.hikari.pool").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Logs as it is set from now on.
  static void apply(Settings.Logs logs) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(OWN).setLevel(Level.toLevel(logs.level().name()));
      write(
          context,
          switch (logs.format()) {
            case TEXT -> new LogLine();
            case JSON -> new JsonLine();
          });
    }
  }

  private static void write(LoggerContext context, Layout<ILoggingEvent> layout) {
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setName(CONSOLE);
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    boolean _ = root.detachAppender(CONSOLE);
    root.addAppender(console);
  }
}
