package dev.andiron.search;

import dev.andiron.crypto.Sha256;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How values are brought into the form in which the index keeps and compares them. A B-tree entry
/// of PostgreSQL holds some 2,700 bytes, so every form here is bounded.
final class Fold {
  /// The most characters of a folded string that are kept; no prefix longer than this can be asked
  /// for.
  static final int STRING_LIMIT = 400;

  private static final int WHOLE_LIMIT = 200;

  /// How much of a value [#whole] keeps at the least.
  static final int KEPT = 150;

  /// Accents of alphabets, and the points of Hebrew and Arabic; not the vowels of the scripts of
  /// India and Thailand, without which other words are left, and not the marks that make `か` `が`.
  private static final Pattern MARKS =
      Pattern.compile(
          "[\\p{M}&&[\\p{IsInherited}\\p{IsLatin}\\p{IsGreek}\\p{IsCyrillic}\\p{IsHebrew}\\p{IsArabic}\\p{IsSyriac}]"
              + "&&[^\\u3099\\u309a]]+");

  /// Joiners, soft hyphens, marks of direction: nothing that is seen.
  private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}+");

  /// Letters with a stroke through them and joined letters, which Unicode does not take apart.
  private static final Map<Integer, String> LETTERS =
      Map.ofEntries(
          Map.entry((int) 'ß', "ss"), // the small letter of ẞ
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'ø', "o"),
          Map.entry((int) 'đ', "d"),
          Map.entry((int) 'ħ', "h"),
          Map.entry((int) 'ŧ', "t"),
          Map.entry((int) 'ð', "d"),
          Map.entry((int) 'þ', "th"),
          Map.entry((int) 'æ', "ae"),
          Map.entry((int) 'œ', "oe"));

  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

  private Fold() {}

  /// Case and accents gone (https://hl7.org/fhir/R4/search.html#string), compatible characters
  /// alike (NFKD), runs of white space one space.
  static String string(String text) {
    return string(text, STRING_LIMIT);
  }

  /// The same of at most so many characters.
  static String string(String text, int limit) {
    return isPlain(text)
        ? first(spaced(text.toLowerCase(Locale.ROOT)), limit)
        : first(folded(text), limit);
  }

  /// Whether it is of printable ASCII, as most are: there is not much to fold.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        return false;
      }
    }
    return true;
  }

  private static String spaced(String plain) {
    return plain.contains("  ") ? SPACES.matcher(plain).replaceAll(" ").strip() : plain.strip();
  }

  private static String folded(String text) {
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
    String bare = UNSEEN.matcher(MARKS.matcher(decomposed).replaceAll("")).replaceAll("");
    String spaced = SPACES.matcher(bare).replaceAll(" ").strip();
    return joined(lower(spaced));
  }

  /// Whether a text may be longer than the limit when it is folded: `ﷺ` becomes 18 characters,
  /// those of Europe three at the most.
  static boolean mayBeCut(String text) {
    return text.length() * 3 > STRING_LIMIT
        || (text.length() * 18 > STRING_LIMIT && text.chars().anyMatch(c -> c >= 0x250));
  }

  private static String joined(String lower) {
    if (lower.chars().allMatch(c -> c < 0x80)) {
      return lower;
    }
    StringBuilder joined = new StringBuilder(lower.length());
    lower
        .codePoints()
        .forEach(point -> {
          String letters = LETTERS.get(point);
          if (letters == null) {
            joined.appendCodePoint(point);
          } else {
            joined.append(letters);
          }
        });
    return joined.toString();
  }

  /// Tokens: case gone. "When in doubt, servers SHOULD treat tokens in a case-insensitive manner"
  /// (https://hl7.org/fhir/R4/search.html#token).
  static String token(String text) {
    return whole(lower(text));
  }

  /// The text itself where it is short, else its beginning and a hash of all of it: only whole
  /// values are compared.
  static String whole(String text) {
    return text.codePointCount(0, text.length()) <= WHOLE_LIMIT
        ? text
        : first(text, KEPT) + "…" + HexFormat.of().formatHex(sha256(text), 0, 16);
  }

  /// 64 bits of a hash, never 0.
  static long hash(String text) {
    int slot = text.hashCode() & (HASHES.length - 1);
    Hash known = HASHES[slot];
    if (known == null || !known.text().equals(text)) {
      long hash = ByteBuffer.wrap(sha256(text)).getLong();
      known = new Hash(text, hash == 0 ? 1 : hash);
      if (text.length() <= WHOLE_LIMIT) {
        HASHES[slot] = known;
      }
    }
    return known.hash();
  }

  /// The same systems of codes come again and again. Whoever writes a slot last wins; what is read
  /// is always a whole record.
  private static final @Nullable Hash[] HASHES = new @Nullable Hash[1024];

  private record Hash(String text, long hash) {}

  static byte[] sha256(String text) {
    return Sha256.of(text);
  }

  /// The least text that is greater, by code points, than every text with this prefix; the prefix
  /// must not be empty. Null where there is none.
  static @Nullable String after(String prefix) {
    int[] points = prefix.codePoints().toArray();
    for (int i = points.length - 1; i >= 0; i--) {
      if (points[i] < Character.MAX_CODE_POINT) {
        int next = points[i] + 1;
        // Surrogates are no characters of UTF-8.
        points[i] = next == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : next;
        return new String(points, 0, i + 1);
      }
    }
    return null;
  }

  /// By way of upper case, so that `ß` is `ss`; character by character, so that the last sigma of a
  /// word is the same as one inside.
  private static String lower(String text) {
    if (isPlain(text)) {
      return text.toLowerCase(Locale.ROOT);
    }
    String upper = text.toUpperCase(Locale.ROOT);
    StringBuilder lower = new StringBuilder(upper.length());
    upper.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }

  static String first(String text, int codePoints) {
    return text.codePointCount(0, text.length()) <= codePoints
        ? text
        : text.substring(0, text.offsetByCodePoints(0, codePoints));
  }
}
