package dev.andiron.identity;

import dev.andiron.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A name to sign in with, as it is compared: Unicode-normalised (NFKC) and case-folded, so that
/// `Anna@x.de` and `ａnna@X.DE` are one name.
final class SignInName {
  /// UTF-8 bytes; what an index of PostgreSQL surely takes.
  static final int MAX_BYTES = 1024;

  private SignInName() {}

  /// The folded name, or null where it is none: empty, or too long for anybody to have it.
  static @Nullable String fold(String name) {
    if (name.isEmpty() || name.length() > MAX_BYTES || name.indexOf('\0') >= 0) {
      return null;
    }
    String normal = Normalizer.normalize(name, Normalizer.Form.NFKC);
    // Down, up and down again: what full case folding joins (ẞ, ß and ss, the sigmas) meets.
    String lower = normal.toLowerCase(Locale.ROOT);
    String folded = lower.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
    String again = Normalizer.normalize(folded, Normalizer.Form.NFKC);
    return again.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES ? null : again;
  }

  /// The folded names of a user, each with the field that spells it.
  ///
  /// @throws NameTooLongException naming the field
  static Map<String, String> of(String id, JsonObject user) throws NameTooLongException {
    Map<String, String> names = new LinkedHashMap<>();
    put(names, "id", id);
    put(names, "userName", user.string("userName"));
    put(names, "email", user.string("email"));
    return names;
  }

  private static void put(Map<String, String> names, String field, @Nullable String name)
      throws NameTooLongException {
    if (name == null || name.isEmpty()) {
      return;
    }
    String folded = fold(name);
    if (folded == null) {
      throw new NameTooLongException(field);
    }
    names.putIfAbsent(folded, field);
  }

  /// A name is longer than a name may be.
  static final class NameTooLongException extends Exception {
    private static final long serialVersionUID = 1;

    private final String field;

    NameTooLongException(String field) {
      super(field, null, false, false);
      this.field = field;
    }

    String field() {
      return field;
    }
  }
}
