package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.search.Selector.Found;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Dates (https://hl7.org/fhir/R4/search.html#date). Both what is stored and what is asked for are
/// ranges as wide as their precision; the prefixes compare ranges.
record DateKind(Clock clock) implements ValueKind {
  private static final Set<String> TYPES =
      Set.of("date", "dateTime", "instant", "Period", "Timing");

  /// Ranges longer than this have their end in an index of its own (search_date_1_high).
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private static final Duration LONG = Duration.ofHours(25);

  @Override
  public IndexTable table() {
    return IndexTable.DATE;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    DateRange range =
        switch (found.value()) {
          case JsonString(String text) -> DateRange.of(text);
          case JsonObject object -> found.type().equals("Timing") ? timing(object) : period(object);
          default -> null;
        };
    return range == null ? List.of() : List.of(List.of(range.low(), range.high()));
  }

  private static @Nullable DateRange period(JsonObject period) {
    return DateRange.of(end(period, "start"), end(period, "end"));
  }

  private static @Nullable DateRange end(JsonObject period, String name) {
    String text = period.string(name);
    return text == null ? null : DateRange.of(text);
  }

  /// "The specified scheduling details are ignored and only the outer limits matter."
  private static @Nullable DateRange timing(JsonObject timing) {
    DateRange outer = null;
    for (Json event : timing.array("event")) {
      DateRange range = event instanceof JsonString(String text) ? DateRange.of(text) : null;
      outer = outer == null ? range : range == null ? outer : around(outer, range);
    }
    JsonObject repeat = timing.object("repeat");
    JsonObject bounds = repeat == null ? null : repeat.object("boundsPeriod");
    DateRange range = bounds == null ? null : period(bounds);
    return outer == null ? range : range == null ? outer : around(outer, range);
  }

  private static DateRange around(DateRange one, DateRange other) {
    return new DateRange(
        one.low().isBefore(other.low()) ? one.low() : other.low(),
        one.high().isAfter(other.high()) ? one.high() : other.high());
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    String text = Escapes.unescape(value);
    Prefix prefix = Prefix.of(text);
    Instant low = asked(text).low();
    Instant high = asked(text).high();
    // Stored: from x.low up to but not x.high. What the index can use comes first.
    return switch (prefix) {
      case EQ -> new Sql().add("x.low >= ? and x.low < ? and x.high <= ?", low, high, high);
      case NE -> new Sql().add("(x.low < ? or x.high > ?)", low, high);
      case GT -> new Sql().add(endsAfter(high));
      case GE -> new Sql().add(endsAfter(low)).add(" and (x.low >= ? or x.high > ?)", low, high);
      case LT -> new Sql().add("x.low < ?", low);
      case LE -> new Sql().add("x.low < ? and (x.high <= ? or x.low < ?)", high, high, low);
      case SA -> new Sql().add("x.low >= ?", high);
      case EB -> new Sql().add("x.low < ? and x.high <= ?", low, low);
      case AP -> {
        DateRange wide = around(low, high);
        yield new Sql().add("x.low < ? and x.high > ?", wide.high(), wide.low());
      }
    };
  }

  /// A condition on a column of instants of millisecond precision, in a form that its index
  /// answers.
  ///
  /// @throws IllegalArgumentException as [#condition]
  Sql onInstant(String column, String value) {
    String text = Escapes.unescape(value);
    Instant low = asked(text).low();
    Instant high = asked(text).high();
    // Each instant is a millisecond long: the last that is within, and the last that lies before.
    Instant last = high.minus(MILLISECOND);
    Instant before = low.minus(MILLISECOND);
    boolean within = !last.isBefore(low);
    return switch (Prefix.of(text)) {
      case EQ -> new Sql().add(column + " >= ? and " + column + " <= ?", low, last);
      case NE -> new Sql().add("(" + column + " < ? or " + column + " > ?)", low, last);
      case GT -> new Sql().add(column + " > ?", last);
      case GE ->
          within ? new Sql().add(column + " >= ?", low) : new Sql().add(column + " > ?", last);
      case LT -> new Sql().add(column + " < ?", low);
      case LE ->
          within ? new Sql().add(column + " <= ?", last) : new Sql().add(column + " < ?", low);
      case SA -> new Sql().add(column + " >= ?", high);
      case EB -> new Sql().add(column + " <= ?", before);
      case AP -> {
        DateRange wide = around(low, high);
        yield new Sql()
            .add(
                column + " < ? and " + column + " > ?", wide.high(), wide.low().minus(MILLISECOND));
      }
    };
  }

  /// "10% of the gap between now and the date" on either side.
  private DateRange around(Instant low, Instant high) {
    Duration gap = Duration.between(low, clock.instant()).abs().dividedBy(10);
    return new DateRange(low.minus(gap), high.plus(gap));
  }

  /// What follows from conditions on one value that bound it on both sides, in a form that the
  /// indexes answer: of what is short, the beginning lies between; null where one side is open.
  @Nullable Sql between(List<List<String>> andOrValues) {
    Instant after = DateRange.BEGINNING;
    Instant before = DateRange.END;
    for (List<String> orValues : andOrValues) {
      String text = Escapes.unescape(orValues.getFirst());
      DateRange asked = asked(text);
      Prefix prefix = orValues.size() == 1 ? Prefix.of(text) : Prefix.NE;
      after =
          switch (prefix) {
            case EQ, GE -> later(after, asked.low());
            case GT, SA -> later(after, asked.high());
            case NE, LT, LE, EB, AP -> after;
          };
      before =
          switch (prefix) {
            case EQ, LE -> earlier(before, asked.high());
            case LT, EB -> earlier(before, asked.low());
            case NE, GT, GE, SA, AP -> before;
          };
    }
    if (after.equals(DateRange.BEGINNING) || before.equals(DateRange.END)) {
      return null;
    }
    Instant from = new DateRange(after.minus(LONG), after).low();
    return new Sql()
        .add("(x.low > ? and x.low < ? or x.high > ? and x.low < ?", from, before, after, before)
        .add(" and x.high - x.low > interval '25 hours')");
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /// `x.high > after`, in a form that both indexes together answer.
  private static Sql endsAfter(Instant after) {
    return new Sql()
        .add(
            "(x.low > ? and x.high > ? or x.high > ? and x.high - x.low > interval '25 hours')",
            new DateRange(after.minus(LONG), after).low(),
            after,
            after);
  }

  /// The range of a value with or without a prefix.
  ///
  /// @throws IllegalArgumentException where it is no date
  static DateRange asked(String text) {
    DateRange range = DateRange.of(Prefix.strip(text));
    if (range == null) {
      throw new IllegalArgumentException(
          "it is no date; write for example 2024, 2024-05, 2024-05-17 or 2024-05-17T08:30:00Z,"
              + " with eq, ne, gt, lt, ge, le, sa, eb or ap before it");
    }
    return range;
  }
}
