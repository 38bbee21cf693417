package dev.andiron.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/// The way of a streamed body into the connection. A write waits while the connection takes no
/// more, and fails where it takes the bytes too slowly; a pause without any byte is cut by the idle
/// timeout of the connection. Not thread-safe.
///
/// Closing it sends nothing: only [#end] says that the body is whole.
final class AnswerStream extends OutputStream {
  private static final int BUFFER = 32 * 1024;

  private final Response response;
  private final HttpServer.Settings settings;
  private final byte[] buffer = new byte[BUFFER];
  private int buffered;
  private long sent;
  private long waited;

  AnswerStream(Response response, HttpServer.Settings settings) {
    this.response = response;
    this.settings = settings;
  }

  @Override
  public void write(int one) throws IOException {
    if (buffered == BUFFER) {
      flush();
    }
    buffer[buffered++] = (byte) one;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (buffered == BUFFER) {
        flush();
      }
      int fits = Math.min(left, BUFFER - buffered);
      System.arraycopy(bytes, from, buffer, buffered, fits);
      buffered += fits;
      from += fits;
      left -= fits;
    }
  }

  @Override
  public void flush() throws IOException {
    if (buffered > 0) {
      send(false);
    }
  }

  /// Sends what is left, and says that this was all.
  void end() throws IOException {
    send(true);
  }

  private void send(boolean last) throws IOException {
    long begun = System.nanoTime();
    try (Blocker.Callback taken = Blocker.callback()) {
      response.write(last, ByteBuffer.wrap(buffer, 0, buffered), taken);
      taken.block();
    }
    sent += buffered;
    buffered = 0;
    waited += System.nanoTime() - begun;
    long late = waited - settings.patience().toNanos();
    if (late > 0 && sent < late / 1e9 * settings.slowest()) {
      throw new IOException("the answer is taken too slowly");
    }
  }
}
