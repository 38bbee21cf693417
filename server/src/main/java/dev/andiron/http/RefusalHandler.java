package dev.andiron.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Spells what Jetty refuses by itself (broken framing, a header that is too large) like every
/// other error, without Jetty's page and without its words.
final class RefusalHandler implements Request.Handler {
  private final Router router;
  private final TrustedProxies proxies;
  private final RequestListener listener;

  RefusalHandler(Router router, TrustedProxies proxies, RequestListener listener) {
    this.router = router;
    this.proxies = proxies;
    this.listener = listener;
  }

  @Override
  public boolean handle(
      Request request, org.eclipse.jetty.server.Response response, Callback callback) {
    int status =
        request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer code && code >= 400
            ? code
            : 500;
    long begun = System.nanoTime();
    RequestHead head = RequestHandler.head(request, proxies);
    CurrentRequest current = new CurrentRequest(head);
    current.during(() -> {
      refuse(head, status, response, callback);
      listener.answered(current, status, System.nanoTime() - begun);
    });
    return true;
  }

  private void refuse(
      RequestHead head, int status, org.eclipse.jetty.server.Response response, Callback callback) {
    // RFC 9112 §9.6: Jetty closes the connection after this, and who would send the next request on
    // it should know.
    Response answer =
        router.refused(
            head, new HttpProblem(status, text(status), Headers.NONE.with("Connection", "close")));
    RequestHandler.write(head, answer, response, callback);
  }

  private static String text(int status) {
    return switch (status) {
      case 400 ->
          "The request is not well-formed HTTP/1.1: its target, a header field or its framing.";
      case 408 -> "The request came too slowly.";
      case 413 -> "The body is too large.";
      case 414 -> "The request's target is too long.";
      case 417 -> "Only 100-continue can be expected.";
      case 426, 505 -> "This version of HTTP is not spoken here; use HTTP/1.1.";
      case 431 -> "The header fields are too large.";
      case 501 -> "The transfer coding is not known; only chunked is.";
      case 503 -> "The server is stopping; try again.";
      default -> status < 500 ? "The request cannot be taken." : "The server failed to answer.";
    };
  }
}
