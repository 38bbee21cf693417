package dev.andiron.pg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One numbered step of the tables' growth. Once released it is never changed; another one follows.
///
/// @param number steps are taken in its order
/// @param name for people
/// @param sql any number of statements
record Migration(int number, String name, String sql) {
  private static final Pattern FILE = Pattern.compile("(\\d{4})-([a-z0-9-]+)\\.sql");

  /// Reads `0001-resource.sql` from a folder of the class path.
  static Migration read(String folder, String file) {
    Matcher parts = FILE.matcher(file);
    if (!parts.matches()) {
      throw new MigrationException("not a migration's file name: " + file);
    }
    return new Migration(
        Integer.parseInt(parts.group(1)), parts.group(2), resource(folder + "/" + file));
  }

  static String resource(String path) {
    try (InputStream in = Migration.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new MigrationException("there is no " + path + " in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// SHA-256 of its text, whatever the line ends of the machine that built it.
  String checksum() {
    try {
      byte[] text = sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /// As in the file's name.
  String label() {
    return "%04d-%s".formatted(number, name);
  }
}
