package dev.andiron.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Between Jetty's requests and responses and ours.
final class RequestHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  /// In bytes of the wire; who sends more is cut off.
  private static final long MOST_PASSED_OVER = 32L * 1024 * 1024;

  private final Router router;
  private final HttpServer.Settings settings;
  private final BodyMemory memory = BodyMemory.ofHeap();

  RequestHandler(Router router, HttpServer.Settings settings) {
    this.router = router;
    this.settings = settings;
  }

  @Override
  public boolean handle(
      Request request, org.eclipse.jetty.server.Response response, Callback callback) {
    RequestHead head = head(request);
    Response answer = answer(request, head);
    if (!sendsBody(head)) {
      write(head, answer, response, callback);
      return true;
    }
    try (Blocker.Callback written = Blocker.callback()) {
      write(head, answer, response, written);
      written.block();
      passOver(request, head);
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    }
    return true;
  }

  /// Whether one is on its way, asked for or not. RFC 9112 §6.3.
  private static boolean sendsBody(RequestHead head) {
    Headers headers = head.headers();
    return headers.first("Expect") == null
        && (headers.first("Content-Length") != null || headers.first("Transfer-Encoding") != null);
  }

  /// Takes what is still coming of a body that nobody read. RFC 9112 §9.6: if the connection were
  /// closed under a caller who is still writing, they would meet a reset and never see the answer.
  private void passOver(Request request, RequestHead head) {
    // Not by consumeAvailable(): where bytes are still to come, it fails all reading after it.
    try (InputStream rest = Body.paced(request, settings)) {
      byte[] buffer = new byte[64 * 1024];
      long passed = 0;
      int read = 0;
      while (read >= 0 && passed < MOST_PASSED_OVER) {
        read = rest.read(buffer);
        passed += read;
      }
    } catch (IOException | HttpProblem e) {
      LOG.debug("request {}: the rest of its body did not come", head.id());
    }
  }

  private Response answer(Request request, RequestHead head) {
    try (BodyMemory.Lease lease = memory.lease()) {
      return router.answer(head, limit -> Body.read(request, head, settings, lease, limit));
    }
  }

  static RequestHead head(Request request) {
    Map<String, List<String>> fields = new TreeMap<>();
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      fields
          .computeIfAbsent(field.getLowerCaseName(), _ -> new ArrayList<>(1))
          .add(value == null ? "" : value);
    }
    String path = request.getHttpURI().getPath();
    return new RequestHead(
        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()),
        request.getMethod(),
        path == null ? "" : path,
        request.getHttpURI().getQuery(),
        Headers.of(fields),
        withoutBrackets(Request.getRemoteAddr(request)),
        // Never from an absolute request target: the caller writes that.
        request.getConnectionMetaData().isSecure() ? "https" : "http");
  }

  private static String withoutBrackets(String address) {
    return address.startsWith("[") && address.endsWith("]")
        ? address.substring(1, address.length() - 1)
        : address;
  }

  static void write(
      RequestHead head,
      Response answer,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    response.setStatus(answer.status());
    HttpFields.Mutable fields = response.getHeaders();
    for (Map.Entry<String, List<String>> field : answer.headers().fields().entrySet()) {
      for (String value : field.getValue()) {
        fields.add(spelling(field.getKey()), value);
      }
    }
    // RFC 9110 §8.6: no Content-Length with 204; a 304 would have to repeat that of the 200.
    boolean bodiless = answer.status() == 204 || answer.status() == 304;
    if (!bodiless) {
      fields.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    }
    boolean silent = bodiless || head.method().equals("HEAD");
    response.write(
        true, silent ? ByteBuffer.allocate(0) : ByteBuffer.wrap(answer.body()), callback);
  }

  /// `content-type` → `Content-Type`: their case does not matter, but people read them.
  private static String spelling(String name) {
    HttpHeader known = HttpHeader.CACHE.get(name);
    if (known != null) {
      return known.asString();
    }
    StringBuilder spelled = new StringBuilder(name.length());
    for (String part : name.split("-", -1)) {
      spelled.append(spelled.isEmpty() ? "" : "-");
      if (!part.isEmpty()) {
        spelled.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
      }
    }
    return spelled.toString();
  }
}
