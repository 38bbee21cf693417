package dev.andiron.main.load;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// The content of a file, unpacked where it is gzip (RFC 1952), whatever its name; and how much of
/// the file was read for it.
public final class Unpacked extends FilterInputStream {
  private static final int BUFFER = 64 * 1024;

  private final Counted counted;

  private Unpacked(Counted counted, InputStream content) {
    super(content);
    this.counted = counted;
  }

  public static Unpacked open(Path file) throws IOException {
    Counted counted = new Counted(Files.newInputStream(file));
    boolean opened = false;
    try {
      BufferedInputStream in = new BufferedInputStream(counted, BUFFER);
      in.mark(2);
      boolean packed = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      Unpacked unpacked =
          new Unpacked(
              counted,
              packed ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in);
      opened = true;
      return unpacked;
    } finally {
      if (!opened) {
        counted.close();
      }
    }
  }

  /// In bytes, as they lie on the disk.
  public long taken() {
    return counted.count;
  }

  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
