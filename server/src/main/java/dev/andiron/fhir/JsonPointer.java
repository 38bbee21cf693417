package dev.andiron.fhir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a JSON document (RFC 6901).
///
/// @param tokens unescaped, outermost first; none for the whole document
record JsonPointer(List<String> tokens) {
  JsonPointer {
    tokens = List.copyOf(tokens);
  }

  /// The pointer that the text spells, or null where it spells none.
  static @Nullable JsonPointer of(String text) {
    if (text.isEmpty()) {
      return new JsonPointer(List.of());
    }
    if (text.charAt(0) != '/') {
      return null;
    }
    List<String> tokens = new ArrayList<>();
    for (String token : text.substring(1).split("/", -1)) {
      // RFC 6901 §3: a tilde stands only in ~0 and ~1.
      if (token.replace("~0", "").replace("~1", "").indexOf('~') >= 0) {
        return null;
      }
      // RFC 6901 §4: ~1 first, so that ~01 becomes ~1 and not a slash.
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return new JsonPointer(tokens);
  }

  boolean isWhole() {
    return tokens.isEmpty();
  }

  JsonPointer parent() {
    return new JsonPointer(tokens.subList(0, tokens.size() - 1));
  }

  String last() {
    return tokens.getLast();
  }

  /// Whether the other place lies within this one and is not the same.
  boolean holds(JsonPointer other) {
    return other.tokens.size() > tokens.size()
        && Collections.indexOfSubList(other.tokens.subList(0, tokens.size()), tokens) == 0;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String token : tokens) {
      text.append('/').append(token.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }
}
