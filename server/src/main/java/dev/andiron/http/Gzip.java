package dev.andiron.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// The gzip coding of content (RFC 9110 §8.4.1.3), for whoever keeps packed answers ready. Every
/// other answer is packed by the router.
public final class Gzip {
  private Gzip() {}

  /// RFC 9110 §12.5.3: the gzip coding is taken if it, or `*`, is listed with a weight above zero.
  public static boolean isTaken(Headers headers) {
    boolean any = false;
    for (String line : headers.all("Accept-Encoding")) {
      for (String item : line.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = item.split(";", 2);
        boolean zero = parts.length == 2 && parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
        switch (parts[0].strip()) {
          case "gzip", "x-gzip" -> {
            return !zero;
          }
          case "*" -> any = !zero;
          default -> {
            // Another coding, which is not spoken here.
          }
        }
      }
    }
    return any;
  }

  /// The bytes, packed.
  ///
  /// @param level of [java.util.zip.Deflater]
  public static byte[] packed(byte[] bytes, int level) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (GZIPOutputStream gzip = new Levelled(out, level)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// As what is written, packed.
  ///
  /// @param level of [java.util.zip.Deflater]
  static ResponseBody.Writer packed(ResponseBody.Writer writer, int level) {
    return out -> {
      Levelled gzip = new Levelled(out, level);
      try {
        writer.write(gzip);
        gzip.finish(); // only of what came to its end: else it would look whole
      } finally {
        gzip.free();
      }
    };
  }

  private static final class Levelled extends GZIPOutputStream {
    Levelled(OutputStream out, int level) throws IOException {
      super(out, 8192);
      def.setLevel(level);
    }

    void free() {
      def.end();
    }
  }
}
