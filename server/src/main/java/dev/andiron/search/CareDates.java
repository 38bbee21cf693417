package dev.andiron.search;

import dev.andiron.resource.Issue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The dates of care of `$everything` (https://hl7.org/fhir/R4/patient-operation-everything.html):
/// what happened wholly before or after them is not wanted; what has no such date is.
///
/// @param start as a date; null where there is none
/// @param end as a date, itself within; null where there is none
record CareDates(@Nullable DateRange start, @Nullable DateRange end) {
  /// The parameters that say when care was given; of each type the first that it has.
  private static final List<String> CODES =
      List.of(
          "date",
          "onset-date",
          "occurrence",
          "authoredon",
          "authored-on",
          "authored",
          "created",
          "started",
          "effective-time",
          "effective",
          "start-date",
          "whenhandedover",
          "sent",
          "collected",
          "datetime",
          "datewritten",
          "recorded",
          "period");

  static CareDates of(@Nullable String start, @Nullable String end) {
    return new CareDates(range("start", start), range("end", end));
  }

  private static @Nullable DateRange range(String name, @Nullable String text) {
    DateRange range = text == null ? null : DateRange.of(text);
    if (text != null && range == null) {
      throw new SearchRefusedException(
          List.of(new Issue(Issue.Kind.VALUE, name, "It is a date: 2026, 2026-11 or 2026-11-27.")));
    }
    return range;
  }

  /// The condition on resources of a type; null where all are wanted.
  @Nullable Sql condition(SearchParameters parameters, String type) {
    SearchParameter date = date(parameters, type);
    if (date == null || (start == null && end == null)) {
      return null;
    }
    Sql sql =
        new Sql()
            .add(
                "(exists (select from search_date_1 x where x.key = ? and x.id = r.id", date.key());
    if (start != null) {
      sql.add(" and x.high > ?", start.low());
    }
    if (end != null) {
      sql.add(" and x.low < ?", end.high());
    }
    return sql.add(") or not exists (select from search_date_1 x")
        .add(" where x.key = ? and x.id = r.id))", date.key());
  }

  /// By what those of a type are chosen; null where they are not.
  static @Nullable SearchParameter date(SearchParameters parameters, String type) {
    for (String code : CODES) {
      SearchParameter parameter = parameters.find(type, code);
      if (parameter != null && parameter.kind() instanceof DateKind) {
        return parameter;
      }
    }
    return null;
  }
}
