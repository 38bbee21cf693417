package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Parameters.Parameter;
import dev.andiron.resource.HistoryQuery;
import dev.andiron.resource.HistoryQuery.Span;
import dev.andiron.resource.HistoryQuery.Total;
import dev.andiron.search.DateRange;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters of a history (<https://hl7.org/fhir/R4/http.html#history>).
///
/// @param times of the versions that a cursor names
record HistoryParameters(Parameters parameters, HistoryPlace.Times times) {
  private static final Set<String> KNOWN =
      Set.of("_since", "_at", "_count", "_total", "_cursor", "_format", "_pretty");
  private static final int DEFAULT_COUNT = 100;
  private static final int MOST_COUNT = 1000;

  /// Those that a history knows, which is what a lenient one goes by.
  static Parameters known(Parameters parameters) {
    return new Parameters(
        parameters.list().stream().filter(each -> KNOWN.contains(each.name())).toList());
  }

  HistoryQuery query(List<String> types, @Nullable String id) {
    check();
    int count = count();
    return new HistoryQuery(
        types, id, Map.of(), since(), at(), count, total(count), cursor(types, id));
  }

  private void check() {
    Set<String> seen = new HashSet<>();
    for (Parameter parameter : parameters.list()) {
      String name = parameter.name();
      if (!KNOWN.contains(name)) {
        throw new HttpProblem(
            400,
            name.equals("_sort")
                ? "A history is newest first and takes no _sort."
                : "A history takes _since, _at, _count and _total, and nothing else.");
      }
      if (!seen.add(name)) {
        throw new HttpProblem(400, name + " may stand once only.");
      }
    }
  }

  private java.time.@Nullable Instant since() {
    DateRange range = time("_since");
    return range == null ? null : range.low();
  }

  private @Nullable Span at() {
    DateRange range = time("_at");
    return range == null ? null : new Span(range.low(), range.high());
  }

  private @Nullable DateRange time(String name) {
    String text = parameters.first(name);
    if (text == null) {
      return null;
    }
    // In a query string an unescaped + is a space.
    DateRange range = DateRange.of(text.replace(' ', '+'));
    if (range == null) {
      throw new HttpProblem(
          400, name + " is a date, or a date and time with a zone: 2026-11-22T10:00:00Z.");
    }
    return range;
  }

  private int count() {
    String text = parameters.first("_count");
    if (text == null) {
      return DEFAULT_COUNT;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new HttpProblem(400, "_count is a whole number.");
    }
    return Math.min(Integer.parseInt(text), MOST_COUNT);
  }

  private Total total(int count) {
    String text = parameters.first("_total");
    return switch (text == null ? "" : text) {
      case "" -> count == 0 ? Total.ACCURATE : Total.BOUNDED;
      case "none" -> count == 0 ? Total.ACCURATE : Total.NONE;
      // "an estimate is acceptable": an exact number is one
      case "estimate", "accurate" -> Total.ACCURATE;
      default -> throw new HttpProblem(400, "_total is none, estimate or accurate.");
    };
  }

  private HistoryQuery.@Nullable Place cursor(List<String> types, @Nullable String id) {
    String text = parameters.first("_cursor");
    if (text == null) {
      return null;
    }
    HistoryQuery.Place place = HistoryPlace.read(text, times);
    if (!types.contains(place.type()) || (id != null && !id.equals(place.id()))) {
      throw new HttpProblem(400, "_cursor is of another history.");
    }
    return place;
  }
}
