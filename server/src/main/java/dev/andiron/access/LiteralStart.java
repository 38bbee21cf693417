package dev.andiron.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a text must begin with for a regular expression to be found in it: most of those that
/// policies have begin with `^/fhir/Patient` or the like, and most texts do not, which is known
/// without the expression's machine.
///
/// @param text never more than the expression says; perhaps less
/// @param rest what the expression asks besides
record LiteralStart(String text, Rest rest) {
  /// Alternatives, flags (what repeats them repeats what stands before) and quotations.
  private static final List<String> LEFT_ALONE = List.of("|", "(?", "\\Q");

  enum Rest {
    /// Nothing.
    NONE,
    /// That the text ends there.
    END,
    /// Something that only the expression knows.
    MORE
  }

  /// Of an expression in RE2 syntax; null where it does not begin with what must be there.
  static @Nullable LiteralStart of(String expression) {
    if (!expression.startsWith("^") || LEFT_ALONE.stream().anyMatch(expression::contains)) {
      return null;
    }
    StringBuilder literal = new StringBuilder();
    int i = 1;
    while (i < expression.length()) {
      boolean escaped = expression.charAt(i) == '\\' && i + 1 < expression.length();
      char c = expression.charAt(escaped ? i + 1 : i);
      int next = escaped ? i + 2 : i + 1;
      boolean stands = escaped ? isMark(c) : isLetterOrDigit(c) || "/-_ :=&,;@%~".indexOf(c) >= 0;
      if (!stands || isPerhaps(expression, next)) {
        break;
      }
      literal.append(c);
      i = next;
    }
    String rest = expression.substring(i);
    return new LiteralStart(
        literal.toString(),
        switch (rest) {
          case "" -> Rest.NONE;
          case "$" -> Rest.END;
          default -> Rest.MORE;
        });
  }

  /// Whether what ends here may be there any number of times.
  private static boolean isPerhaps(String expression, int next) {
    return next < expression.length() && "*?{".indexOf(expression.charAt(next)) >= 0;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isMark(char c) {
    return c > ' ' && c < 127 && !isLetterOrDigit(c);
  }

  /// Whether the text begins so.
  boolean isOf(String value) {
    return rest == Rest.END ? value.equals(text) : value.startsWith(text);
  }
}
