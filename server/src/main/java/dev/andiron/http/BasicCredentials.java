package dev.andiron.http;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A name and a secret in the `Authorization` header (RFC 7617 §2), in the readings they may have:
/// RFC 6749 §2.3.1 wants both form-encoded before they are joined, and most clients send them as
/// they are.
public record BasicCredentials(String id, String decodedId, String secret, String decodedSecret) {
  private static final String SCHEME = "basic";

  /// Whether the request tries HTTP Basic, well or badly.
  public static boolean areTried(Request request) {
    String header = request.headers().first("Authorization");
    return header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && (header.length() == SCHEME.length() || header.charAt(SCHEME.length()) == ' ');
  }

  /// What Basic says; null where that cannot be read.
  public static @Nullable BasicCredentials of(Request request) {
    String header = request.headers().first("Authorization");
    if (header == null || !areTried(request)) {
      return null;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      int colon = text.indexOf(':');
      String id = text.substring(0, Math.max(0, colon));
      String decodedId = decoded(id);
      // Of a secret every character counts; an id is looked up, and none has a NUL.
      if (colon < 1 || id.indexOf('\0') >= 0 || decodedId.indexOf('\0') >= 0) {
        return null;
      }
      String secret = text.substring(colon + 1);
      return new BasicCredentials(id, decodedId, secret, decoded(secret));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // it was not encoded
    }
  }

  /// The ids it may mean; one, but for the strangest clients.
  public Set<String> ids() {
    return new LinkedHashSet<>(List.of(id, decodedId));
  }

  /// The secrets it may mean; none where it is empty.
  public List<String> secrets() {
    return secret.isEmpty()
        ? List.of()
        : List.of(secret, decodedSecret).stream().distinct().toList();
  }

  @Override
  public String toString() {
    return "BasicCredentials[" + id + "]";
  }
}
