package dev.andiron.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters of one search that say which part of the matches is given out, and in which order
/// (<https://hl7.org/fhir/R4/search.html#return>). Each may stand once.
final class ResultParameters {
  private static final int DEFAULT_COUNT = 100;
  private static final int MOST_COUNT = 1000;
  private static final int MOST_OFFSET = 100_000;
  private static final int MOST_SORT_KEYS = 5;
  private static final Pattern ELEMENT = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}");
  private static final Set<String> CODES =
      Set.of("_sort", "_count", "_page", "_cursor", "_total", "_summary", "_elements");
  private static final Set<String> SUMMARIES = Set.of("true", "text", "data", "count", "false");

  private final SearchParameters parameters;
  private final Map<String, ComputedParameter> computed;
  private final String type;

  private final Set<String> seen = new HashSet<>();
  private final List<SortKey> sort = new ArrayList<>();
  private final List<String> elements = new ArrayList<>();
  private int count = DEFAULT_COUNT;
  private long page = 1;
  private @Nullable String cursor;
  private Query.Total total = Query.Total.BOUNDED;
  private boolean countOnly;
  private boolean ofTexts;

  ResultParameters(
      SearchParameters parameters, Map<String, ComputedParameter> computed, String type) {
    this.parameters = parameters;
    this.computed = computed;
    this.type = type;
  }

  static boolean has(String code) {
    return CODES.contains(code);
  }

  /// Reads one of them. Answers what the search does not know of it, in words; null where it is
  /// used.
  ///
  /// @throws IllegalArgumentException where the value cannot be used
  @Nullable String read(String code, String value) {
    if (!seen.add(code)) {
      throw new IllegalArgumentException(code + " may stand once only");
    }
    switch (code) {
      case "_sort" -> {
        return sort(value);
      }
      case "_summary" -> {
        countOnly = value.equals("count");
        ofTexts = value.equals("text");
        return SUMMARIES.contains(value) ? null : "this _summary";
      }
      // https://hl7.org/fhir/R4/search.html#count: 0 is _summary=count; more than is given out is
      // cut to what is.
      case "_count" -> count = (int) Math.min(whole(value, 0, Integer.MAX_VALUE), MOST_COUNT);
      case "_page" -> page = whole(value, 1, MOST_OFFSET);
      case "_cursor" -> cursor = value;
      case "_total" -> total = total(value);
      case "_elements" -> elements(value);
      default -> throw new IllegalStateException(code);
    }
    return null;
  }

  private @Nullable String sort(String value) {
    for (String each : value.split(",", -1)) {
      boolean descending = each.startsWith("-");
      String code = descending ? each.substring(1) : each;
      SearchParameter parameter = computed.containsKey(code) ? null : parameters.find(type, code);
      SortKey key =
          switch (code) {
            case SearchParameters.ID -> SortKey.id(descending);
            case SearchParameters.LAST_UPDATED -> SortKey.lastUpdated(descending);
            default ->
                parameter == null || parameter.kind() instanceof CompositeKind
                    ? null
                    : SortKey.of(parameter, descending);
          };
      if (key == null) {
        sort.clear();
        return "to sort by " + QueryReader.shown(code);
      }
      if (sort.isEmpty() || !sort.getLast().isId()) {
        sort.add(key);
      }
    }
    if (sort.size() > MOST_SORT_KEYS) {
      throw new IllegalArgumentException("it has more than " + MOST_SORT_KEYS + " keys");
    }
    return null;
  }

  private static Query.Total total(String value) {
    return switch (value) {
      case "none" -> Query.Total.NONE;
      // "an estimate is acceptable", an exact number is one
      case "estimate", "accurate" -> Query.Total.ACCURATE;
      default -> throw new IllegalArgumentException("it is one of none, estimate, accurate");
    };
  }

  private void elements(String value) {
    for (String element : value.split(",", -1)) {
      if (!ELEMENT.matcher(element).matches()) {
        throw new IllegalArgumentException("it is a list of elements, with commas between");
      }
      elements.add(element);
    }
  }

  private static long whole(String value, long least, long most) {
    if (!value.matches("[0-9]{1,10}")
        || Long.parseLong(value) < least
        || Long.parseLong(value) > most) {
      throw new IllegalArgumentException("it is a whole number from " + least + " to " + most);
    }
    return Long.parseLong(value);
  }

  /// At least one key.
  List<SortKey> sort() {
    return sort.isEmpty() ? List.of(SortKey.id(false)) : sort;
  }

  /// The most rows of a page; 0 where only the number of matches is wanted.
  int count() {
    return countOnly ? 0 : count;
  }

  /// Whether only the texts of the matches are wanted.
  boolean isOfTexts() {
    return ofTexts;
  }

  long offset() {
    return (page - 1) * count;
  }

  /// As it was sent.
  @Nullable String cursor() {
    return cursor;
  }

  Query.Total total() {
    return count() == 0 ? Query.Total.ACCURATE : total;
  }

  List<String> elements() {
    return elements;
  }
}
