package dev.andiron.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads a request's body wholly, within a limit that counts unpacked bytes, and no more slowly
/// than the settings allow.
final class Body {
  private static final byte[] NONE = new byte[0];
  private static final int BUFFER = 8192;
  static final Headers CLOSE = Headers.NONE.with("Connection", "close");

  private Body() {}

  /// The unpacked bytes of the body.
  ///
  /// @param memory what the body may take; stays taken until the caller closes it
  /// @param limit in bytes; 0 says that the route has no use for a body: it is passed over
  static byte[] read(
      Request request,
      RequestHead head,
      HttpServer.Settings settings,
      BodyMemory.Lease memory,
      int limit) {
    long declared = request.getLength();
    if (limit == 0 || declared == 0) {
      return NONE;
    }
    boolean packed = isPacked(head);
    if (declared > limit) {
      throw tooLarge(limit);
    }
    try (InputStream paced = paced(request, settings);
        InputStream in = packed ? new GZIPInputStream(paced, BUFFER) : paced) {
      // One more byte than was announced, to come upon the end.
      int buffer = packed || declared < 0 ? BUFFER : (int) Math.min(BUFFER, declared + 1);
      return readWithin(in, memory, limit, buffer);
    } catch (EOFException | ZipException e) {
      throw new HttpProblem(400, "The body breaks off, or is not the gzip it says it is.", CLOSE);
    } catch (IOException e) {
      throw e.getCause() instanceof TimeoutException
          ? tooSlow()
          : new HttpProblem(400, "The body could not be read to its end.", CLOSE);
    }
  }

  /// The bytes of the wire; reading them fails when they come too slowly.
  static InputStream paced(Request request, HttpServer.Settings settings) {
    return new Paced(Content.Source.asInputStream(request), settings);
  }

  /// Takes memory for what has come, never for what was only announced.
  private static byte[] readWithin(InputStream in, BodyMemory.Lease memory, int limit, int atOnce)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(atOnce);
    byte[] buffer = new byte[atOnce];
    int read = in.read(buffer);
    while (read >= 0) {
      if (out.size() + (long) read > limit) {
        throw tooLarge(limit);
      }
      memory.grow(out.size() + (long) read);
      out.write(buffer, 0, read);
      read = in.read(buffer);
    }
    return out.toByteArray();
  }

  private static boolean isPacked(RequestHead head) {
    String encoding = head.headers().first("Content-Encoding");
    return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> false;
      // RFC 9110 §8.4.1.3: x-gzip is gzip.
      case "gzip", "x-gzip" -> true;
      default ->
          throw new HttpProblem(
              415,
              "This content encoding is not known here; send the body as it is, or with gzip.",
              // RFC 9110 §12.5.3: says which encodings a request may have.
              Headers.NONE.with("Accept-Encoding", "gzip, identity"));
    };
  }

  private static HttpProblem tooLarge(int limit) {
    return new HttpProblem(413, "The body is larger than " + limit + " bytes.", CLOSE);
  }

  private static HttpProblem tooSlow() {
    return new HttpProblem(408, "The body came too slowly.", CLOSE);
  }

  /// Fails when the bytes of the wire come too slowly; a pause without any byte is cut by the idle
  /// timeout of the connection.
  private static final class Paced extends FilterInputStream {
    private final HttpServer.Settings settings;
    private final long begun = System.nanoTime();
    private long received;

    Paced(InputStream in, HttpServer.Settings settings) {
      super(in);
      this.settings = settings;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0) {
        received += read;
        long late = System.nanoTime() - begun - settings.patience().toNanos();
        if (late > 0 && received < late / 1e9 * settings.slowest()) {
          throw tooSlow();
        }
      }
      return read;
    }
  }
}
