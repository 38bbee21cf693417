package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.resource.ResourceVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Which resources somebody may see, as the index says: no search of theirs, and so without the
/// limits of one. Methods throw `DatabaseException` where the database cannot be asked.
/// Thread-safe.
final class SeenResources {
  private final SearchParameters parameters;
  private final Supplier<FilterReader> reading;
  private final SearchLimits limits;
  private final Readiness readiness;

  /// @param reading gives what reads criteria, a new one each time
  SeenResources(
      SearchParameters parameters,
      Supplier<FilterReader> reading,
      SearchLimits limits,
      Readiness readiness) {
    this.parameters = parameters;
    this.reading = reading;
    this.limits = limits;
    this.readiness = readiness;
  }

  /// Those of some resources of a type, and their current versions.
  Map<String, Long> of(String type, Set<String> ids, Visibility visibility) {
    if (visibility.isNone() || ids.isEmpty()) {
      return Map.of();
    }
    readiness.await();
    FilterReader reader = reading.get();
    Condition condition = reader.visible(type, visibility);
    reader.looked().forEach(readiness::check);
    Sql sql =
        new Sql()
            .add("select r.id, r.version from \"" + type.toLowerCase(Locale.ROOT) + "\" r")
            .add(" where r.id = any(?::text[])", new SqlArray("text", ids.toArray()));
    if (condition != null) {
      sql.add(" and (select ").add(condition.each()).add(")");
    }
    return asked(type, sql, reader, Map.of(), this::versions);
  }

  /// The ids of resources of a type.
  ///
  /// @param most how many are looked for
  List<String> ids(String type, Visibility visibility, int most) {
    if (visibility.isNone()) {
      return List.of();
    }
    FilterReader reader = reading.get();
    Sql sql = ofAll(type, reader, visibility).add(" limit ?", most);
    return asked(
        type,
        sql,
        reader,
        List.of(),
        each ->
            database().queryPlannedAnew(each.statement(), limits.longest(), row -> row.text(1)));
  }

  /// The statement that finds the ids of all resources of a type.
  ///
  /// @param type of which a resource was ever written
  Statement selecting(String type, Visibility visibility) {
    FilterReader reader = reading.get();
    Sql sql = ofAll(type, reader, visibility);
    return Links.withoutTables(sql, limits.withoutTable(reader.joinedTypes())).statement();
  }

  private Sql ofAll(String type, FilterReader reader, Visibility visibility) {
    readiness.await();
    Condition condition = reader.visible(type, visibility);
    reader.looked().forEach(readiness::check);
    Sql sql = new Sql().add("select r.id from \"" + type.toLowerCase(Locale.ROOT) + "\" r");
    return condition == null ? sql : sql.add(" where ").add(condition.whole());
  }

  /// Asks, and where tables are missing once more without them.
  ///
  /// @param none the answer where the type itself has none
  private <T> T asked(
      String type, Sql sql, FilterReader reader, T none, Function<Sql, T> question) {
    try {
      return question.apply(sql);
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw limits.stopped(e);
      }
      Set<String> types = reader.joinedTypes();
      types.add(type);
      Set<String> absent = limits.withoutTable(types);
      return absent.contains(type) ? none : question.apply(Links.withoutTables(sql, absent));
    }
  }

  /// Whether a version, of long ago or not written yet, would be seen if it were current.
  boolean meets(ResourceVersion version, Visibility visibility) {
    if (visibility.isNone()) {
      return false;
    }
    readiness.await();
    FilterReader reader = reading.get();
    Condition condition = reader.visible(version.type(), visibility);
    if (condition == null) {
      return true;
    }
    reader.looked().forEach(readiness::check);
    Sql sql = Probe.sql(parameters, version, condition);
    try {
      return isFound(sql);
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw limits.stopped(e);
      }
      return isFound(Links.withoutTables(sql, limits.withoutTable(reader.joinedTypes())));
    }
  }

  private boolean isFound(Sql sql) {
    return !database().query(sql.statement(), limits.longest(), row -> row.number(1)).isEmpty();
  }

  private Map<String, Long> versions(Sql sql) {
    Map<String, Long> versions = new HashMap<>();
    database()
        .query(sql.statement(), limits.longest(), row -> Map.entry(row.text(1), row.number(2)))
        .forEach(each -> versions.put(each.getKey(), each.getValue()));
    return versions;
  }

  private Database database() {
    return limits.database();
  }
}
