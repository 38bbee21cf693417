package dev.andiron.access;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// A regular expression that is searched for in a value, in RE2 syntax: its time is linear in the
/// value's length, whatever the expression. What that costs is bounded too: the expression's length
/// and the size of its program when it is written, value times program when it is asked.
///
/// @param start what the value must begin with, where that is known
record SearchExpression(Pattern pattern, int size, @Nullable LiteralStart start) {
  private static final int LONGEST = 1000;
  private static final int LARGEST_PROGRAM = 2000;

  /// @throws IllegalArgumentException with a message for the author of the expression
  static SearchExpression of(String expression) {
    if (expression.isEmpty()) {
      throw new IllegalArgumentException(
          "the regular expression after # is empty and would match every text");
    }
    if (expression.length() > LONGEST || unrolled(expression) > LARGEST_PROGRAM) {
      throw new IllegalArgumentException("the regular expression is too large");
    }
    try {
      Pattern pattern = Pattern.compile(expression);
      if (pattern.programSize() > LARGEST_PROGRAM) {
        throw new IllegalArgumentException("the regular expression is too large");
      }
      return new SearchExpression(pattern, pattern.programSize(), LiteralStart.of(expression));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the regular expression is not valid RE2 syntax (which has no lookaround and no"
              + " back references): "
              + e.getDescription(),
          e);
    }
  }

  boolean isFoundIn(String text) {
    if (start != null) {
      boolean begins = start.isOf(text);
      if (!begins || start.rest() != LiteralStart.Rest.MORE) {
        return begins;
      }
    }
    return pattern.matcher(text).find();
  }

  /// How many atoms the expression has once its counted repetitions are written out; counted before
  /// it is compiled, because compiling writes them out.
  private static long unrolled(String expression) {
    long[] sums = new long[LONGEST + 1];
    int depth = 0;
    long last = 0;
    int i = 0;
    while (i < expression.length() && sums[depth] <= LARGEST_PROGRAM) {
      char c = expression.charAt(i);
      switch (c) {
        case '(' -> {
          depth++;
          sums[depth] = 0;
          last = 0;
          i++;
        }
        case ')' -> {
          last = sums[depth] + 1;
          depth = Math.max(depth - 1, 0);
          sums[depth] += last;
          i++;
        }
        case '{' -> {
          int end = expression.indexOf('}', i);
          long times = end < 0 ? 1 : largestCount(expression.substring(i + 1, end));
          sums[depth] += last * (times - 1);
          last *= times;
          i = times > 1 ? end + 1 : i + 1;
        }
        case '[' -> {
          last = 1;
          sums[depth]++;
          i = endOfClass(expression, i);
        }
        case '\\' -> {
          last = 1;
          sums[depth]++;
          i += 2;
        }
        default -> {
          last = 1;
          sums[depth]++;
          i++;
        }
      }
    }
    long sum = 0;
    for (int level = 0; level <= depth; level++) {
      sum += sums[level];
    }
    return sum;
  }

  private static int endOfClass(String expression, int open) {
    int i = open + 1;
    if (i < expression.length() && expression.charAt(i) == '^') {
      i++;
    }
    if (i < expression.length() && expression.charAt(i) == ']') {
      i++;
    }
    while (i < expression.length() && expression.charAt(i) != ']') {
      i += expression.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  /// The larger number of `3`, `3,` or `3,5`; 1 where it is no repetition.
  private static long largestCount(String counts) {
    long largest = 0;
    for (String count : counts.split(",", 2)) {
      if (count.length() > 4 || !count.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return 1;
      }
      largest = count.isEmpty() ? largest : Math.max(largest, Long.parseLong(count));
    }
    return Math.max(largest, 1);
  }
}
