package dev.andiron.main.load;

import dev.andiron.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/// What is sent in one go: a bundle, and what to call its parts where they are refused.
///
/// @param file it comes from
/// @param kind how it is carried out
/// @param bundle in JSON; its type is overwritten by [#typed]
/// @param parts in the order of the bundle's entries
/// @param taken how much of the file was read since the piece before, in bytes
record Piece(Path file, Kind kind, byte[] bundle, List<Part> parts, long taken) {

  /// How a bundle is carried out.
  enum Kind {
    /// All or nothing.
    TRANSACTION,
    /// Each by itself. All at once where they can be, which is faster and comes to the same.
    EACH_OR_ALL,
    /// Each by itself.
    EACH
  }

  /// An entry.
  ///
  /// @param place where it stands: `entry 3`, from 0, or `line 4`, from 1
  /// @param name `Patient/p`, or what it asks for
  record Part(String place, String name) {}

  /// The types of a bundle, of one length: which of them it is can be changed where it stands.
  enum Type {
    TRANSACTION("\"transaction\""),
    BATCH("\"batch\"      ");

    private final String text;

    Type(String text) {
      this.text = text;
    }
  }

  static final byte[] BEFORE_TYPE =
      "{\"resourceType\":\"Bundle\",\"type\":".getBytes(StandardCharsets.US_ASCII);

  static byte[] text(Type type) {
    return type.text.getBytes(StandardCharsets.US_ASCII);
  }

  /// The bundle as this type. Whatever it was before, it no longer is.
  byte[] typed(Type type) {
    byte[] text = text(type);
    System.arraycopy(text, 0, bundle, BEFORE_TYPE.length, text.length);
    return bundle;
  }

  /// By what it is known again: where it goes, what file it stands in by name, and what it says.
  String key(String destination) {
    String content = HexFormat.of().formatHex(Sha256.of(typed(Type.TRANSACTION)));
    String whole = destination + "\n" + file.getFileName() + "\n" + content;
    return HexFormat.of().formatHex(Sha256.of(whole));
  }
}
