package dev.andiron.main.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The lines of a stream, one after the other.
public final class Lines {
  private final InputStream in;
  private final int most;
  private final byte[] buffer = new byte[64 * 1024];
  private int at;
  private int end;

  /// @param most bytes of a line; of a longer one only a beginning comes that is longer than this
  public Lines(InputStream in, int most) {
    this.in = in;
    this.most = most;
  }

  /// The next line without its line feed, or null after the last.
  public byte @Nullable [] next() throws IOException {
    if (!fill()) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    do {
      int feed = at;
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      if (line.size() <= most) {
        line.write(buffer, at, feed - at);
      }
      at = feed + 1;
      if (feed < end) {
        break;
      }
    } while (fill());
    return line.toByteArray();
  }

  private boolean fill() throws IOException {
    if (at >= end) {
      end = in.read(buffer, 0, buffer.length);
      at = 0;
    }
    return end > 0;
  }
}
