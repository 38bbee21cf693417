package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import dev.andiron.resource.HistoryPage.Entry;
import dev.andiron.resource.HistoryQuery.Total;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The versions of a resource, of a type, or of everything
/// (<https://hl7.org/fhir/R4/http.html#history>). Thread-safe.
///
/// Versions never change and none goes away, so a page that begins after a version neither skips
/// nor repeats one that was there before it, whatever is written meanwhile.
public final class History {
  /// Beyond this, versions are counted only when that is asked for.
  public static final long COUNTED = 10_000;

  /// How much text a page holds, if that is more than one version.
  public static final long PAGE_BYTES = 8_000_000;

  /// How many types one statement reads: it locks six tables and indexes for each of them, and
  /// PostgreSQL has room for some thousand locks in all.
  private static final int TYPES_AT_ONCE = 16;

  // Within one type the database has ordered them, and its collation of ids may not be ours.
  private static final Comparator<Found> NEWEST_FIRST =
      Comparator.comparing((Found found) -> found.entry().version().lastUpdated())
          .thenComparing(found -> found.entry().version().type())
          .reversed();

  private final Database database;

  public History(Database database) {
    this.database = database;
  }

  /// A page of a history.
  ///
  /// @throws DatabaseException where the database cannot be asked
  public HistoryPage page(HistoryQuery query) {
    List<List<String>> parts = parts(query.types());
    List<Found> found = query.count() == 0 ? List.of() : found(query, parts);
    int size = pageSize(query, found);
    return new HistoryPage(
        found.subList(0, size).stream().map(Found::entry).toList(),
        total(query, parts),
        size > 0 && size < found.size() ? found.get(size - 1).entry().place() : null);
  }

  /// Those of the types of which a resource was ever written.
  ///
  /// @throws DatabaseException where the database cannot be asked
  public List<String> written(Collection<String> types) {
    return TypeTables.written(database, types);
  }

  private List<List<String>> parts(List<String> types) {
    // One type may be missing its tables; it is not worth a round trip to find out first.
    List<String> written = types.size() == 1 ? types : TypeTables.written(database, types);
    List<List<String>> parts = new ArrayList<>();
    for (int from = 0; from < written.size(); from += TYPES_AT_ONCE) {
      parts.add(written.subList(from, Math.min(from + TYPES_AT_ONCE, written.size())));
    }
    return parts;
  }

  /// @param bytes of the text, which is left out where it is beyond the page
  private record Found(Entry entry, long bytes) {}

  /// One more than the page has where there are more.
  private List<Found> found(HistoryQuery query, List<List<String>> parts) {
    List<Found> found = new ArrayList<>();
    Instant oldest = null;
    for (List<String> types : parts) {
      HistorySql sql = new HistorySql(query, types);
      found.addAll(rows(sql.page(oldest), History::found));
      found.sort(NEWEST_FIRST);
      int size = pageSize(query, found);
      if (size < found.size()) {
        found.subList(size + 1, found.size()).clear();
        oldest = found.getLast().entry().version().lastUpdated();
      }
    }
    return found;
  }

  /// How many of them are on the page. What the database left out is beyond it: among all types a
  /// version has at least as much before it as among those of its statement.
  private static int pageSize(HistoryQuery query, List<Found> found) {
    long bytes = 0;
    for (int i = 0; i < found.size(); i++) {
      bytes += found.get(i).bytes();
      if (i == query.count() || (i > 0 && bytes > PAGE_BYTES)) {
        return i;
      }
    }
    return found.size();
  }

  private @Nullable Long total(HistoryQuery query, List<List<String>> parts) {
    if (query.total() == Total.NONE) {
      return null;
    }
    boolean bounded = query.total() == Total.BOUNDED;
    long total = 0;
    for (List<String> types : parts) {
      Statement count = new HistorySql(query, types).total(bounded ? COUNTED + 1 - total : null);
      total += rows(count, row -> row.number(1)).stream().mapToLong(Long::longValue).sum();
      if (bounded && total > COUNTED) {
        return null;
      }
    }
    return total;
  }

  private <T> List<T> rows(Statement statement, Row.Mapper<T> mapper) {
    try {
      return database.queryPlannedAnew(statement, mapper);
    } catch (DatabaseException e) {
      if (e.isUndefinedTable()) {
        return List.of(); // no resource of this type was ever written
      }
      throw e;
    }
  }

  private static Found found(Row row) {
    String text = row.textOrNull(6);
    ResourceVersion version =
        new ResourceVersion(
            row.text(1),
            row.text(2),
            row.number(3),
            row.instant(4),
            row.flag(5),
            (text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
    return new Found(new Entry(version, row.flag(7), row.flag(8)), row.number(9));
  }
}
