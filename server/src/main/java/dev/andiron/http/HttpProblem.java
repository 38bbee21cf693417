package dev.andiron.http;

/// A request that is refused before, or instead of, being understood: no such route, a method that
/// is not allowed, a bad path, a body too large, an `Accept` that cannot be met.
public final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Headers headers;

  /// @param status the HTTP status, 4xx or 5xx
  /// @param message for the person who sent the request: what to mend
  public HttpProblem(int status, String message) {
    this(status, message, Headers.NONE);
  }

  public HttpProblem(int status, String message, Headers headers) {
    super(message, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  public int status() {
    return status;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }

  /// Header fields that belong to the answer: `Allow`, `Retry-After`.
  public Headers headers() {
    return headers;
  }
}
