package dev.andiron.ops;

import dev.andiron.http.CurrentRequest;
import dev.andiron.http.RequestListener;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// A line for every request: what it was, who sent it from where, and how it ended. Never its query
/// or a header field: they may hold what is nobody's business.
public final class AccessLog implements RequestListener {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private static final int LONGEST_PATH = 500;
  private static final int LONGEST_METHOD = 20;

  @Override
  public void answered(CurrentRequest request, int status, long nanos) {
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("request", request.id())
            .addKeyValue("method", cut(request.method(), LONGEST_METHOD))
            .addKeyValue("path", path(request.path()))
            .addKeyValue("operation", RequestCounts.operation(request.route()))
            .addKeyValue("status", status)
            .addKeyValue("ms", Duration.ofNanos(nanos).toMillis())
            .addKeyValue("source", request.remoteAddress());
    if (request.userId() != null) {
      line = line.addKeyValue("user", request.userId());
    }
    if (request.clientId() != null) {
      line = line.addKeyValue("client", request.clientId());
    }
    line.log("answered");
  }

  /// Without matrix parameters. They lead nowhere here, but some write sessions there.
  private static String path(String path) {
    int semicolon = path.indexOf(';');
    return cut(semicolon < 0 ? path : path.substring(0, semicolon), LONGEST_PATH);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }
}
