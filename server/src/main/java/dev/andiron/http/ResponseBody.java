package dev.andiron.http;

import java.io.IOException;
import java.io.OutputStream;

/// The bytes of an answer: all at hand, or written piece by piece while they are sent.
public sealed interface ResponseBody {
  /// All of it.
  record Whole(byte[] bytes) implements ResponseBody {}

  /// More than should be in memory at once.
  ///
  /// @param length in bytes; [#UNKNOWN] where it is not known before it is written
  record Streamed(long length, Writer writer) implements ResponseBody {
    public static final long UNKNOWN = -1;
  }

  /// Writes the pieces, on the virtual thread of the request, after the header fields are made; for
  /// a HEAD it is never asked to.
  @FunctionalInterface
  interface Writer {
    /// Each write returns when the caller of the request has taken the piece, or enough of those
    /// before it: so whoever writes must hold nothing meanwhile that others wait for, no connection
    /// to the database least of all.
    ///
    /// @throws IOException where the caller went away, or takes the bytes too slowly
    /// @throws RuntimeException where the pieces cannot be had: the connection is broken, so that
    ///   nobody takes what was sent for the whole
    void write(OutputStream out) throws IOException;
  }
}
