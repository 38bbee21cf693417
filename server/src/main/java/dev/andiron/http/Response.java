package dev.andiron.http;

/// An answer: status, header fields (`Content-Type` among them), and the bytes of the body.
public record Response(int status, Headers headers, byte[] body) {
  private static final byte[] EMPTY = new byte[0];

  public static Response empty(int status) {
    return new Response(status, Headers.NONE, EMPTY);
  }

  public static Response of(int status, String contentType, byte[] body) {
    return new Response(status, Headers.NONE.with("Content-Type", contentType), body);
  }

  public Response with(String header, String value) {
    return new Response(status, headers.with(header, value), body);
  }
}
