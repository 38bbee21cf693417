package dev.andiron.http;

/// An answer: status, header fields (`Content-Type` among them), and the body.
public record Response(int status, Headers headers, ResponseBody content) {
  private static final byte[] EMPTY = new byte[0];

  public Response(int status, Headers headers, byte[] body) {
    this(status, headers, new ResponseBody.Whole(body));
  }

  public static Response empty(int status) {
    return new Response(status, Headers.NONE, EMPTY);
  }

  public static Response of(int status, String contentType, byte[] body) {
    return new Response(status, Headers.NONE.with("Content-Type", contentType), body);
  }

  /// An answer whose body is written piece by piece.
  ///
  /// @param length of the body in bytes, [ResponseBody.Streamed#UNKNOWN] where it is not known
  public static Response streamed(
      int status, String contentType, long length, ResponseBody.Writer writer) {
    return new Response(
        status,
        Headers.NONE.with("Content-Type", contentType),
        new ResponseBody.Streamed(length, writer));
  }

  public Response with(String header, String value) {
    return with(headers.with(header, value));
  }

  /// The same with these header fields only.
  public Response with(Headers fields) {
    return new Response(status, fields, content);
  }

  /// The bytes of a body that is at hand.
  ///
  /// @throws IllegalStateException where it is written piece by piece
  public byte[] body() {
    return switch (content) {
      case ResponseBody.Whole(byte[] bytes) -> bytes;
      case ResponseBody.Streamed _ ->
          throw new IllegalStateException("the body is written while it is sent");
    };
  }
}
