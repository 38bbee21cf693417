package dev.andiron.resource;

import dev.andiron.pg.Statement;
import dev.andiron.resource.HistoryQuery.Place;
import dev.andiron.resource.HistoryQuery.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statements that read the history of some types: for each of their tables a scan of its index
/// that ends with the page, and the newest of them all. A statement is of one snapshot, in which
/// each version stands in exactly one table.
final class HistorySql {
  /// No row of a history is beyond it: a page, and one more.
  private static final String ORDER = " order by v.ts desc, v.id desc, v.version desc";

  private static final String ORDER_OF_ONE = " order by v.version desc";

  private final HistoryQuery query;
  private final List<String> types;
  private final List<@Nullable Object> values = new ArrayList<>();

  HistorySql(HistoryQuery query, List<String> types) {
    for (String type : types) {
      if (!type.matches("[A-Za-z]+")) {
        throw new IllegalArgumentException("no name of a type");
      }
    }
    this.query = query;
    this.types = types;
  }

  /// Columns: type, id, version, ts, deleted, text, whether it is current, whether it created, the
  /// bytes of the text. The first row has its text, and each other that with all before it is not
  /// too large; of the rest PostgreSQL tells the size without reading them.
  ///
  /// @param oldest versions before it are not on the page, or null where that is not known
  Statement page(@Nullable Instant oldest) {
    List<String> arms = new ArrayList<>();
    for (String type : types) {
      arms.add(arm(type, true, oldest));
      arms.add(arm(type, false, oldest));
    }
    values.add(query.count() + 1);
    String order =
        query.id() == null
            ? " order by v.ts desc, v.type collate \"C\" desc, v.id desc, v.version desc"
            : ORDER_OF_ONE;
    values.addFirst(History.PAGE_BYTES);
    return statement(
        """
        select v.type, v.id, v.version, v.ts, v.deleted,
          case when row_number() over p = 1 or sum(octet_length(v.text)) over p <= ?
            then v.text end,
          v.now, v.created, octet_length(v.text)
        from (select * from (%s) v %s limit ?) v
        window p as (%2$s rows unbounded preceding) %2$s
        """
            .formatted(String.join(" union all ", arms), order));
  }

  /// One row: how many versions there are.
  ///
  /// @param most counted no further than this, or null
  Statement total(@Nullable Long most) {
    List<String> arms = new ArrayList<>();
    for (String type : types) {
      for (boolean current : List.of(true, false)) {
        arms.add("select from " + table(type, current) + " v where " + conditions(type, current));
      }
    }
    if (most != null) {
      values.add(most);
    }
    return statement(
        "select count(*) from ("
            + String.join(" union all ", arms)
            + (most == null ? "" : " limit ?")
            + ") c");
  }

  private Statement statement(String sql) {
    return Statement.of(sql, values.toArray());
  }

  private static String table(String type, boolean current) {
    return current ? TypeTables.current(type) : TypeTables.history(type);
  }

  private String arm(String type, boolean current, @Nullable Instant oldest) {
    String from = from(type, current);
    StringBuilder where = new StringBuilder(conditions(type, current));
    if (oldest != null) {
      where.append(" and v.ts >= ?");
      values.add(oldest);
    }
    Place after = query.after();
    if (after != null) {
      where.append(" and ").append(after(after, type));
    }
    values.add(query.count() + 1);
    return """
    (select '%1$s'::text as type, v.*,
       (v.version = 1 or (v.ts = v.cts and exists (
         select from %2$s h where h.id = v.id and h.version = v.version - 1 and h.deleted)))
         as created
     from (select v.id, v.version, v.ts, v.cts, %3$s as deleted, v.text, %4$s as now
       from %5$s where %6$s%7$s limit ?) v)
    """
        .formatted(
            type,
            TypeTables.history(type),
            current ? "false" : "v.deleted",
            current,
            from,
            where,
            query.id() == null ? ORDER : ORDER_OF_ONE);
  }

  /// Where only few resources are asked for, theirs is the index by which they are found: by that
  /// of the order, all would be gone through for them.
  private String from(String type, boolean current) {
    if (query.among().get(type) instanceof HistoryQuery.Among.Ids(List<String> ids)) {
      values.add(new Statement.SqlArray("text", ids.toArray()));
      return "(select * from " + table(type, current) + " h where h.id = any(?) offset 0) v";
    }
    return table(type, current) + " v";
  }

  private String conditions(String type, boolean current) {
    StringBuilder where = new StringBuilder("true");
    if (query.among().get(type) instanceof HistoryQuery.Among.Found(Statement found)) {
      where.append(" and v.id in (").append(found.sql()).append(")");
      values.addAll(found.parameters());
    }
    if (query.id() != null) {
      where.append(" and v.id = ?");
      values.add(query.id());
    }
    if (query.since() != null) {
      where.append(" and v.ts >= ?");
      values.add(query.since());
    }
    Span at = query.at();
    if (at != null) {
      where.append(" and v.ts < ?");
      values.add(at.high());
      if (!current) {
        where.append(" and ").append(notReplacedBefore(type, at.low()));
      }
    }
    return where.toString();
  }

  /// A version is current until the next one is written.
  private String notReplacedBefore(String type, Instant low) {
    List<String> parts = new ArrayList<>();
    for (boolean current : List.of(true, false)) {
      parts.add(
          "not exists (select from "
              + table(type, current)
              + " n where n.id = v.id and n.version = v.version + 1 and n.ts <= ?)");
      values.add(low);
    }
    return String.join(" and ", parts);
  }

  /// Strictly after the place in the order of the whole history, for rows of this type.
  private String after(Place place, String type) {
    if (query.id() != null) {
      values.add(place.version());
      return "v.version < ?";
    }
    values.add(place.time());
    int compared = type.compareTo(place.type());
    if (compared != 0) {
      return compared < 0 ? "v.ts <= ?" : "v.ts < ?";
    }
    values.addAll(List.of(place.time(), place.id(), place.id(), place.version()));
    return "v.ts <= ? and (v.ts < ? or v.id < ? or (v.id = ? and v.version < ?))";
  }
}
