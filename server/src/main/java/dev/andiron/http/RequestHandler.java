package dev.andiron.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Between Jetty's requests and responses and ours.
final class RequestHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private static final int PASSED_OVER_AT_ONCE = 64 * 1024;

  /// In bytes of the wire; who sends more is cut off.
  private static final long MOST_PASSED_OVER = 32L * 1024 * 1024;

  /// The names of what we answer with, which are few, as they are spelled.
  private static final Map<String, String> SPELLINGS = new ConcurrentHashMap<>();

  private static final String NOT_TLS = "This port speaks TLS only: the address begins with https.";

  private final Router router;
  private final HttpServer.Settings settings;
  private final RequestListener listener;
  private final BodyMemory memory = BodyMemory.ofHeap();

  RequestHandler(Router router, HttpServer.Settings settings, RequestListener listener) {
    this.router = router;
    this.settings = settings;
    this.listener = listener;
  }

  @Override
  public boolean handle(
      Request request, org.eclipse.jetty.server.Response response, Callback callback) {
    long begun = System.nanoTime();
    RequestHead head = head(request, settings.proxies());
    CurrentRequest current = new CurrentRequest(head);
    current.during(() -> {
      Response answer = answer(request, head);
      boolean begunToSend =
          switch (answer.content()) {
            case ResponseBody.Streamed(long _, ResponseBody.Writer writer)
                when isSent(head, answer) ->
                stream(request, head, answer, writer, response, callback);
            case ResponseBody.Streamed _, ResponseBody.Whole _ -> {
              send(request, head, answer, response, callback);
              yield true;
            }
          };
      // Else the answer is another one, by the RefusalHandler, which tells of it.
      if (begunToSend) {
        listener.answered(current, answer.status(), System.nanoTime() - begun);
      }
    });
    return true;
  }

  private void send(
      Request request,
      RequestHead head,
      Response answer,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    if (!sendsBody(head)) {
      write(head, answer, response, callback);
      return;
    }
    try (Blocker.Callback written = Blocker.callback()) {
      write(head, answer, response, written);
      written.block();
      passOver(request, head);
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    }
  }

  /// Has the body written while it is sent. Where that fails the callback is told: an answer of
  /// which nothing was sent yet becomes a 500; else the connection is broken before the end that
  /// its framing promises (RFC 9112 §8), so that no caller takes a part for the whole.
  ///
  /// @return whether any of it was sent
  private boolean stream(
      Request request,
      RequestHead head,
      Response answer,
      ResponseBody.Writer writer,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    writeHead(answer, response);
    if (response.getHeaders().get(HttpHeader.CONTENT_LENGTH) == null
        && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
      // Else the end of the connection would be that of the body where the caller wants it closed,
      // and one that breaks off would look whole.
      response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
    }
    try (AnswerStream out = new AnswerStream(response, settings)) {
      writer.write(out);
      out.end();
      if (sendsBody(head)) {
        passOver(request, head);
      }
      callback.succeeded();
      return true;
    } catch (IOException e) {
      LOG.debug("request {}: its answer was not taken: {}", head.id(), e.toString());
      return failed(response, callback, e);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      LOG.error("request {}: {} failed while it was answered", head.id(), head.method(), e);
      return failed(response, callback, e);
    }
  }

  private static boolean failed(
      org.eclipse.jetty.server.Response response, Callback callback, Throwable failure) {
    boolean sent = response.isCommitted();
    callback.failed(failure);
    return sent;
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
      byte[] buffer = new byte[256]; // nearly always there is nothing
      long passed = 0;
      int read = 0;
      while (read >= 0 && passed < MOST_PASSED_OVER) {
        read = rest.read(buffer);
        passed += read;
        if (read == buffer.length && read < PASSED_OVER_AT_ONCE) {
          buffer = new byte[PASSED_OVER_AT_ONCE];
        }
      }
    } catch (IOException | HttpProblem e) {
      LOG.debug("request {}: the rest of its body did not come", head.id());
    }
  }

  private Response answer(Request request, RequestHead head) {
    if (settings.tls() != null && !request.getConnectionMetaData().isSecure()) {
      return router.refused(head, new HttpProblem(400, NOT_TLS, Body.CLOSE));
    }
    try (BodyMemory.Lease lease = memory.lease()) {
      return router.answer(head, limit -> Body.read(request, head, settings, lease, limit));
    }
  }

  static RequestHead head(Request request, TrustedProxies proxies) {
    List<Headers.Field> fields = new ArrayList<>();
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      fields.add(new Headers.Field(field.getLowerCaseName(), List.of(value == null ? "" : value)));
    }
    Headers headers = Headers.of(fields);
    String path = request.getHttpURI().getPath();
    String peer = withoutBrackets(Request.getRemoteAddr(request));
    return new RequestHead(
        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()),
        request.getMethod(),
        path == null ? "" : path,
        request.getHttpURI().getQuery(),
        headers,
        proxies.source(peer, headers),
        // Never from an absolute request target: the caller writes that.
        proxies.isSecure(peer, request.getConnectionMetaData().isSecure(), headers)
            ? "https"
            : "http");
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
    writeHead(answer, response);
    ByteBuffer body =
        answer.content() instanceof ResponseBody.Whole(byte[] bytes) && isSent(head, answer)
            ? ByteBuffer.wrap(bytes)
            : ByteBuffer.allocate(0);
    response.write(true, body, callback);
  }

  private static boolean isSent(RequestHead head, Response answer) {
    return !isBodiless(answer) && !head.method().equals("HEAD");
  }

  /// RFC 9110 §8.6: no Content-Length with 204; a 304 would have to repeat that of the 200.
  private static boolean isBodiless(Response answer) {
    return answer.status() == 204 || answer.status() == 304;
  }

  private static void writeHead(Response answer, org.eclipse.jetty.server.Response response) {
    response.setStatus(answer.status());
    HttpFields.Mutable fields = response.getHeaders();
    for (Headers.Field field : answer.headers().fields()) {
      for (String value : field.values()) {
        fields.add(SPELLINGS.computeIfAbsent(field.name(), RequestHandler::spelling), value);
      }
    }
    long length =
        switch (answer.content()) {
          case ResponseBody.Whole(byte[] bytes) -> bytes.length;
          case ResponseBody.Streamed(long known, ResponseBody.Writer _) -> known;
        };
    if (!isBodiless(answer) && length != ResponseBody.Streamed.UNKNOWN) {
      fields.put(HttpHeader.CONTENT_LENGTH, length);
    }
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
