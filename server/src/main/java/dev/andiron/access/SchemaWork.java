package dev.andiron.access;

/// How much one evaluation of a JSON Schema may take, in the unit of [Matcho]'s budget. One
/// request, one thread.
final class SchemaWork {
  /// Of whoever evaluates a schema on this thread.
  static final ScopedValue<SchemaWork> CURRENT = ScopedValue.newInstance();

  /// A keyword asked of a value, and what the library remembers of it.
  private static final int KEYWORD = 60;

  /// Values are at most 100 levels deep; a schema that refers to itself in a circle is not.
  private static final int DEEPEST = 300;

  private long left = Matcho.BUDGET;
  private int asked;
  private int depth;

  /// @throws Matcho.Exhausted when nothing is left
  void spend(long work) {
    left -= work;
    if (left < 0) {
      throw new Matcho.Exhausted();
    }
  }

  /// A keyword is asked of a value; [#leave] follows.
  void enter() {
    spend(KEYWORD);
    asked++;
    depth++;
    if (depth > DEEPEST) {
      throw new Matcho.Exhausted();
    }
  }

  void leave() {
    depth--;
  }

  /// Looking through what all keywords before have said.
  void lookBack() {
    spend(asked);
  }
}
