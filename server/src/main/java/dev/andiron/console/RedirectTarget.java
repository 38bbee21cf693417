package dev.andiron.console;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a person goes after signing in: a path of this server and nothing else, whatever a link
/// asks for. What could be read as an address elsewhere, by any browser or proxy, becomes the
/// console's first page.
final class RedirectTarget {
  static final String FIRST_PAGE = "/ui";

  private static final int LONGEST = 2048;

  /// Segments that are not empty, then perhaps a query. A second slash, a backslash or a control
  /// character would let some browsers read a host; `@` and `:` before any slash cannot come, for
  /// the first character is one. A fragment is not the server's.
  private static final Pattern OWN =
      Pattern.compile("(?:/|(?:/[^/?#\\\\@\\p{Cntrl}]+)+/?)(?:\\?[^#\\\\@\\p{Cntrl}]*)?");

  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})?");

  /// RFC 3986 §3.3 and §3.4: what a path and a query may hold as it is, the escape among it.
  private static final String PLAIN = "-._~!$&'()*+,;=:/?%";

  private RedirectTarget() {}

  /// The value for `Location`.
  ///
  /// @param asked as a parameter had it, decoded once; null where there was none
  static String of(@Nullable String asked) {
    return asked != null && isOwn(asked) ? encoded(asked) : FIRST_PAGE;
  }

  private static boolean isOwn(String asked) {
    if (asked.length() > LONGEST
        || !OWN.matcher(asked).matches()
        || !StandardCharsets.UTF_8.newEncoder().canEncode(asked)) {
      return false;
    }
    int query = asked.indexOf('?');
    String path = query < 0 ? asked : asked.substring(0, query);
    return hasHarmlessEscapes(path, true)
        && hasHarmlessEscapes(query < 0 ? "" : asked.substring(query), false)
        && !hasDotSegment(path);
  }

  /// An escape may hide no character that would not be taken as it is; in a path none that would
  /// split it anew, and no other escape.
  private static boolean hasHarmlessEscapes(String text, boolean inPath) {
    return ESCAPE
        .matcher(text)
        .results()
        .allMatch(escape -> {
          String hex = escape.group(1);
          if (hex == null) {
            return false;
          }
          int decoded = HexFormat.fromHexDigits(hex);
          boolean control = decoded < 0x20 || decoded == 0x7f;
          return !control && decoded != '\\' && !(inPath && "/%?#@;".indexOf(decoded) >= 0);
        });
  }

  /// A browser takes `%2e` for a dot, too.
  private static boolean hasDotSegment(String path) {
    for (String segment : path.split("/", -1)) {
      String dots = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
      if (dots.equals(".") || dots.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static String encoded(String own) {
    StringBuilder encoded = new StringBuilder(own.length());
    for (byte b : own.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letterOrDigit = c < 0x80 && Character.isLetterOrDigit(c);
      if (letterOrDigit || PLAIN.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
