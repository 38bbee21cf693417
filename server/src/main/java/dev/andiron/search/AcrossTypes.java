package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import dev.andiron.resource.CurrentVersions;
import dev.andiron.resource.Issue;
import dev.andiron.resource.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A search over several types (https://hl7.org/fhir/R4/http.html#search): of each type as much as
/// a page holds, by the index of its order, and of these the first. Page and total are of one
/// snapshot.
public final class AcrossTypes {
  private static final Pattern PLACE =
      Pattern.compile("(-?[0-9]{1,18}) ([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,64})");
  private static final long MOST_BYTES = 64_000_000;

  /// In which order; the type and the id decide where that leaves it open.
  public enum Order {
    NEWEST_FIRST("r.ts", true),
    OLDEST_FIRST("r.ts", false),
    ID("r.id", false),
    ID_BACKWARDS("r.id", true);

    private final String column;
    private final boolean descending;

    Order(String column, boolean descending) {
      this.column = column;
      this.descending = descending;
    }

    private boolean isByTime() {
      return column.equals("r.ts");
    }

    private String direction() {
      return descending ? " desc" : "";
    }
  }

  /// A row of the result.
  private record Place(Instant time, ResourceKey key) {
    String written() {
      String text = ChronoUnit.MICROS.between(Instant.EPOCH, time) + " " + key;
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final Database database;
  private final Duration longest;
  private final Order order;
  private final @Nullable Place after;

  /// @param cursor of the page, null for the first
  AcrossTypes(Database database, Duration longest, Order order, @Nullable String cursor) {
    this.database = database;
    this.longest = longest;
    this.order = order;
    this.after = cursor == null ? null : read(cursor);
  }

  private static Place read(String cursor) {
    String text;
    try {
      text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      text = "";
    }
    Matcher parts = PLACE.matcher(text);
    if (!parts.matches()) {
      throw new SearchRefusedException(
          List.of(
              new Issue(
                  Issue.Kind.VALUE,
                  "_cursor",
                  "It is no cursor of this search; follow the links of the first page as they"
                      + " are.")));
    }
    return new Place(
        Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS),
        new ResourceKey(parts.group(2), parts.group(3)));
  }

  /// A row of the answer: a total, or with a place.
  private record Answer(@Nullable Long total, @Nullable Place place) {}

  /// @param without types that have no table
  Page page(List<Query> queries, Set<String> without) {
    if (queries.isEmpty()) {
      return new Page(List.of(), 0L, null, null, List.of());
    }
    Query any = queries.getFirst();
    Statement statement = Links.withoutTables(sql(queries), without).statement();
    List<Answer> answers = database.queryPlannedAnew(statement, longest, AcrossTypes::answer);
    Long total = answers.getFirst().total();
    if (any.total() == Query.Total.BOUNDED && total != null && total > PageSql.COUNTED) {
      total = null;
    }
    List<Place> places = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer.place() != null) {
        places.add(answer.place());
      }
    }
    boolean more = places.size() > any.count();
    if (more) {
      places.removeLast();
    }
    while (true) {
      List<ResourceKey> keys = places.stream().map(Place::key).toList();
      CurrentVersions.Found found =
          new CurrentVersions(database).of(keys, keys.size() > 1 ? MOST_BYTES : Long.MAX_VALUE);
      if (found.complete()) {
        String next = more && !places.isEmpty() ? places.getLast().written() : null;
        return new Page(found.versions(), total, next, null, any.used());
      }
      places.subList(places.size() / 2, places.size()).clear(); // they are on the next page
      more = true;
    }
  }

  private static Answer answer(Row row) {
    String type = row.textOrNull(2);
    return new Answer(
        row.numberOrNull(1),
        type == null ? null : new Place(row.instant(4), new ResourceKey(type, row.text(3))));
  }

  /// Columns: total, type, id, time; one row with only a total where there are none.
  private Sql sql(List<Query> queries) {
    int most = queries.getFirst().count() == 0 ? 0 : queries.getFirst().count() + 1;
    List<Sql> arms = queries.stream().map(query -> arm(query, most)).toList();
    String direction = order.direction();
    String ordered =
        (order.isByTime() ? "q.ts" + direction + ", q.type collate \"C\"" : "q.id")
            + direction
            + (order.isByTime() ? ", q.id" : ", q.type collate \"C\"")
            + direction;
    return new Sql()
        .add("select t.total, p.type, p.id, p.ts from (select (")
        .add(total(queries))
        .add(") as total) t left join (select q.*, row_number() over (order by " + ordered)
        .add(") as n from (")
        .add(Sql.join(" union all ", arms))
        .add(") q order by " + ordered + " limit ?) p on true order by p.n", (long) most);
  }

  private static Sql from(Query query) {
    Sql sql = new Sql().add(" from \"" + query.type().toLowerCase(Locale.ROOT) + "\" r where true");
    for (Condition condition : query.conditions()) {
      sql.add(" and ").add(condition.whole());
    }
    return sql;
  }

  private Sql arm(Query query, int most) {
    Sql arm =
        new Sql().add("(select '" + query.type() + "'::text as type, r.id, r.ts").add(from(query));
    if (after != null) {
      arm.add(" and ").add(after(query.type(), after));
    }
    String direction = order.direction();
    return arm.add(" order by " + order.column + direction)
        .add(order.isByTime() ? ", r.id" + direction : "")
        .add(" limit ?)", (long) most);
  }

  /// What comes after the place in the order, of one type.
  private Sql after(String type, Place place) {
    int types = type.compareTo(place.key().type());
    String beyond = order.descending ? "<" : ">";
    if (types == 0 && order.isByTime()) {
      return new Sql().add("(r.ts, r.id) " + beyond + " (?, ?)", place.time(), place.key().id());
    }
    boolean level = types != 0 && (types > 0) != order.descending;
    Object value = order.isByTime() ? place.time() : place.key().id();
    return new Sql().add(order.column + " " + beyond + (level ? "= ?" : " ?"), value);
  }

  private static Sql total(List<Query> queries) {
    Query.Total total = queries.getFirst().total();
    if (total == Query.Total.NONE) {
      return new Sql().add("null::int8");
    }
    List<Sql> arms =
        queries.stream().map(query -> new Sql().add("select").add(from(query))).toList();
    Sql sql = new Sql().add("select count(*) from (").add(Sql.join(" union all ", arms));
    if (total == Query.Total.BOUNDED) {
      sql.add(" limit ?", PageSql.COUNTED + 1);
    }
    return sql.add(") c");
  }
}
