package dev.andiron.main;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import dev.andiron.http.CurrentRequest;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// One event as a JSON object on one line: `{"time":"2026-11-22T19:40:00.123Z","level":"WARN",
/// "logger":"dev.andiron.pg.Pool","message":"…","request":"…","exception":"…"}`, and the pairs that
/// the event carries. What terminals would obey is escaped as in [LogLine].
final class JsonLine extends LayoutBase<ILoggingEvent> {
  @Override
  public String doLayout(ILoggingEvent event) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("time", event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
    members.put("level", event.getLevel().toString());
    members.put("logger", event.getLoggerName());
    members.put("message", String.valueOf(event.getFormattedMessage()));
    String request = CurrentRequest.currentId();
    if (request != null) {
      members.put("request", request);
    }
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> members.putIfAbsent(pair.key, pair.value));
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      members.put("exception", LogLine.trace(thrown));
    }
    return object(members);
  }

  private static String object(Map<String, Object> members) {
    StringBuilder line = new StringBuilder(256);
    members.forEach((name, value) -> {
      line.append(line.isEmpty() ? '{' : ',');
      string(line, name);
      line.append(':');
      if (value instanceof Number number) {
        line.append(number);
      } else {
        string(line, String.valueOf(value));
      }
    });
    return line.append("}\n").toString();
  }

  private static void string(StringBuilder line, String text) {
    line.append('"');
    text.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            line.append('\\').append((char) c);
          } else if (LogLine.isPlain(c)) {
            line.appendCodePoint(c);
          } else {
            for (char unit : Character.toChars(c)) {
              line.append("\\u%04x".formatted((int) unit));
            }
          }
        });
    line.append('"');
  }
}
