package dev.andiron.export;

import java.io.ByteArrayOutputStream;
import java.util.List;

/// Some lines of a file.
///
/// @param type of the file
/// @param bytes with a line feed after each line
record Lines(ExportFile.Kind kind, String type, int count, byte[] bytes) {

  /// @param texts JSON, each on one line or on several
  static Lines of(ExportFile.Kind kind, String type, List<byte[]> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] text : texts) {
      for (byte each : text) {
        // In JSON they are white space: within a string they are escaped (RFC 8259 §2, §7).
        out.write(each == '\n' || each == '\r' ? ' ' : each);
      }
      out.write('\n');
    }
    return new Lines(kind, type, texts.size(), out.toByteArray());
  }
}
