package dev.andiron.access;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// A name and a secret, as HTTP Basic carries them (RFC 7617 §2).
record BasicCredentials(String name, String secret) {

  /// What the credentials may mean: as they stand, and percent-decoded, which RFC 6749 §2.3.1 asks
  /// for and few clients do. Empty where they are no credentials at all.
  static List<BasicCredentials> readings(String base64) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
              .toString();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      return List.of();
    }
    int colon = text.indexOf(':');
    if (colon <= 0 || text.indexOf('\0') >= 0) {
      return List.of();
    }
    String name = text.substring(0, colon);
    String secret = text.substring(colon + 1);
    BasicCredentials raw = new BasicCredentials(name, secret);
    try {
      BasicCredentials decoded =
          new BasicCredentials(
              URLDecoder.decode(name, StandardCharsets.UTF_8),
              URLDecoder.decode(secret, StandardCharsets.UTF_8));
      return Stream.of(raw, decoded).distinct().toList();
    } catch (IllegalArgumentException _) {
      return List.of(raw);
    }
  }

  @Override
  public String toString() {
    return "BasicCredentials of " + name;
  }
}
