package dev.andiron.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A block of a PEM file (RFC 7468 §2): what stands between `-----BEGIN X-----` and its end. Text
/// around the blocks is passed over (RFC 7468 §5.2).
///
/// @param label `CERTIFICATE`, `PRIVATE KEY`
/// @param body as it stands, lines and all
record PemBlock(String label, String body) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  static List<PemBlock> all(byte[] file) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
    while (found.find()) {
      blocks.add(new PemBlock(found.group(1), found.group(2)));
    }
    return blocks;
  }

  /// Its bytes.
  ///
  /// @throws IllegalArgumentException where they are no Base64
  byte[] bytes() {
    return Base64.getMimeDecoder().decode(body);
  }
}
