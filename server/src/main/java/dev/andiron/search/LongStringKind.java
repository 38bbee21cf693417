package dev.andiron.search;

import dev.andiron.search.Selector.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `:contains` needs of strings that are longer than the index keeps of a string: pieces that
/// overlap by half, so that whatever is no longer than half a piece lies within one of them.
record LongStringKind(StringKind strings) implements ValueKind {
  static final String MODIFIER = "contains";

  /// The most characters that can be asked for.
  static final int MOST = Fold.STRING_LIMIT / 2;

  /// What lies beyond is not found by `:contains`.
  private static final int SEARCHED = 100_000;

  @Override
  public IndexTable table() {
    return IndexTable.STRING;
  }

  @Override
  public boolean takes(String type) {
    return strings.takes(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    List<List<Object>> rows = new ArrayList<>();
    for (String text : strings.texts(found)) {
      if (Fold.mayBeCut(text)) {
        String folded = Fold.string(text, SEARCHED);
        int length = folded.codePointCount(0, folded.length());
        int from = 0;
        // The first piece is what StringKind keeps.
        for (int at = MOST; at + MOST < length; at += MOST) {
          from = folded.offsetByCodePoints(from, MOST);
          rows.add(List.of(Fold.first(folded.substring(from), Fold.STRING_LIMIT), (long) at));
        }
      }
    }
    return rows;
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    String folded = Fold.string(Escapes.unescape(value));
    if (folded.isEmpty()) {
      throw new IllegalArgumentException("there is nothing in it to search for");
    }
    if (folded.codePointCount(0, folded.length()) > MOST) {
      throw new IllegalArgumentException("with :contains it has at most " + MOST + " characters");
    }
    return StringKind.contains(folded);
  }
}
