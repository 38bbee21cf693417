package dev.andiron.search;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A search that was understood, ready to be run. Made by [Search#parse].
public final class Query {
  /// How exactly the matches are to be counted.
  enum Total {
    NONE,
    /// Exactly up to a bound, not at all beyond.
    BOUNDED,
    ACCURATE
  }

  private final String type;
  private final List<Condition> conditions;
  private final @Nullable Candidates candidates;
  private final List<SortKey> sort;
  private final int count;
  private final long offset;
  private final @Nullable Cursor cursor;
  private final Total total;
  private final List<String> elements;
  private final List<Include> includes;
  private final List<QueryParameter> used;
  private final List<Joined> joined;
  private final Set<String> joinedTypes;
  private final String fingerprint;

  Query(
      String type,
      List<Condition> conditions,
      @Nullable Candidates candidates,
      List<SortKey> sort,
      int count,
      long offset,
      @Nullable Cursor cursor,
      Total total,
      List<String> elements,
      List<Include> includes,
      List<QueryParameter> used,
      List<Joined> joined,
      Set<String> joinedTypes,
      String fingerprint) {
    this.type = type;
    this.conditions = List.copyOf(conditions);
    this.candidates = candidates;
    this.sort = List.copyOf(sort);
    this.count = count;
    this.offset = offset;
    this.cursor = cursor;
    this.total = total;
    this.elements = List.copyOf(elements);
    this.includes = List.copyOf(includes);
    this.used = List.copyOf(used);
    this.joined = List.copyOf(joined);
    this.joinedTypes = Set.copyOf(joinedTypes);
    this.fingerprint = fingerprint;
  }

  public String type() {
    return type;
  }

  /// The most rows of a page; 0 where only the number of matches is wanted.
  public int count() {
    return count;
  }

  /// The elements that `_elements` asks for; empty where all.
  public List<String> elements() {
    return elements;
  }

  /// The parameters that are used, as they were sent.
  public List<QueryParameter> used() {
    return used;
  }

  /// The searches of other resources that this one contains.
  List<Joined> joined() {
    return joined;
  }

  /// The types that its conditions lead to, those by which it is restricted included.
  Set<String> joinedTypes() {
    return joinedTypes;
  }

  /// Conditions on `r`, the resource's row, all of which must hold.
  List<Condition> conditions() {
    return conditions;
  }

  /// The condition by which few come into question; null where there is none.
  @Nullable Candidates candidates() {
    return candidates;
  }

  /// Whether no value that is asked for decides how the search is best run.
  boolean isPlain() {
    return conditions.isEmpty() && sort.getFirst().parameter() == null;
  }

  /// At least one key.
  List<SortKey> sort() {
    return sort;
  }

  long offset() {
    return offset;
  }

  @Nullable Cursor cursor() {
    return cursor;
  }

  Total total() {
    return total;
  }

  /// What is to come along with the matches.
  List<Include> includes() {
    return includes;
  }

  String fingerprint() {
    return fingerprint;
  }
}
