package dev.andiron.audit;

import dev.andiron.resource.ResourceVersion;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// Which patients a resource is about: itself, or those to whom it refers, in whatever element.
///
/// It is found in the text, at a fraction of what parsing it takes: whoever reads a page of a
/// search does not wait for its record.
final class MentionedPatients {
  private static final byte[] REFERENCE = "\"Patient/".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_ID = 64;

  private MentionedPatients() {}

  /// Adds the ids.
  static void collect(ResourceVersion version, Collection<String> into) {
    if (version.type().equals("Patient")) {
      boolean _ = into.add(version.id());
    }
    byte[] text = version.text();
    for (int i = 0; i + REFERENCE.length < text.length; i++) {
      // A quote within a string has a backslash before it.
      if (text[i] == '"' && (i == 0 || text[i - 1] != '\\') && isReference(text, i)) {
        int from = i + REFERENCE.length;
        int to = from;
        while (to < text.length && to - from <= LONGEST_ID && isOfId(text[to])) {
          to++;
        }
        // The end, or that of a version: Patient/p/_history/2
        if (to > from && to < text.length && (text[to] == '"' || text[to] == '/')) {
          boolean _ = into.add(new String(text, from, to - from, StandardCharsets.US_ASCII));
        }
        i = to - 1;
      }
    }
  }

  private static boolean isReference(byte[] text, int at) {
    for (int i = 1; i < REFERENCE.length; i++) {
      if (text[at + i] != REFERENCE[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfId(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.';
  }
}
