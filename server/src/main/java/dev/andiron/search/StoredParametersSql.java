package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The search parameters that were stored as resources and are active, and the tables that go with
/// them (migration/0013-stored-search-parameters.sql).
final class StoredParametersSql {
  private static final Logger LOG = LoggerFactory.getLogger(StoredParametersSql.class);

  /// What says that two parameters would lie in one place.
  static final String KEY = "search_parameter_key_pkey";

  private static final String REVISION = "select revision from search_parameter_revision";

  private StoredParametersSql() {}

  /// All that are active, in the order of their ids.
  ///
  /// @param revision grows whenever one of them changes
  record Active(long revision, List<StoredParameter> parameters) {}

  private record Line(long revision, @Nullable StoredParameter parameter) {}

  /// Of one snapshot.
  static Active read(Database database) {
    List<Line> lines;
    try {
      lines =
          database.query(
              Statement.of(
                  """
                  select r.revision, s.id, s.text from search_parameter_revision r
                  left join "searchparameter" s on s.resource->>'status' = 'active' order by s.id
                  """),
              StoredParametersSql::line);
    } catch (DatabaseException e) {
      if (!e.isUndefinedTable()) {
        throw e;
      }
      // none was ever written
      lines = database.query(Statement.of(REVISION), row -> new Line(row.number(1), null));
    }
    List<StoredParameter> parameters = new ArrayList<>();
    for (Line line : lines) {
      if (line.parameter() != null) {
        parameters.add(line.parameter());
      }
    }
    return new Active(lines.getFirst().revision(), parameters);
  }

  private static Line line(Row row) {
    String id = row.textOrNull(2);
    return new Line(row.number(1), id == null ? null : parameter(id, row.text(3)));
  }

  /// Null for what an earlier version of the program took, and this one would not.
  private static @Nullable StoredParameter parameter(String id, String text) {
    try {
      return StoredParameter.of(id, (JsonObject) JsonReader.read(text));
    } catch (IllegalArgumentException e) {
      LOG.warn("SearchParameter/{} is not used: {}", id, e.getMessage());
      return null;
    }
  }

  /// What goes with a parameter that is, or was, active. Those who write at once wait for each
  /// other here, and the one who comes second finds a key taken.
  ///
  /// @param keys of what is indexed for it; none where it is not active any more
  static List<Statement> written(String id, List<Integer> keys) {
    List<Statement> statements = new ArrayList<>();
    statements.add(Statement.of("update search_parameter_revision set revision = revision + 1"));
    statements.add(Statement.of("delete from search_parameter_key where id = ?", id));
    if (!keys.isEmpty()) {
      // not an Insert, which would go before the deletion
      statements.add(
          Statement.of(
              "insert into search_parameter_key (key, id) select key, ? from unnest(?::int4[]) key",
              id,
              new Statement.SqlArray("int4", keys.toArray())));
    }
    return statements;
  }
}
