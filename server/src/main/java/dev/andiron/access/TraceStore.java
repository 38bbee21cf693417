package dev.andiron.access;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.time.Instant;
import java.util.List;

/// The table of kept traces; all nodes share it.
final class TraceStore {
  private static final int MOST_OF_A_REQUEST = 20;

  private final Database database;

  TraceStore(Database database) {
    this.database = database;
  }

  /// @param id its own, in the order of time
  /// @param told with the trace in it, as it is answered
  record Row(String request, String id, Instant time, JsonObject told) {}

  void add(List<Row> rows) {
    database.transaction(transaction ->
        transaction.execute(
            rows.stream()
                .map(row ->
                    Statement.of(
                        "insert into access_trace (request, id, ts, told) values (?, ?, ?, ?)",
                        row.request(),
                        row.id(),
                        row.time(),
                        row.told().toString()))
                .toList()));
  }

  /// What is known of a request, the first things first.
  List<JsonObject> find(String request, Instant since) {
    return database.query(
        Statement.of(
            """
            select told from access_trace where request = ? and ts > ? order by id limit ?
            """,
            request,
            since,
            MOST_OF_A_REQUEST),
        row -> (JsonObject) JsonReader.read(row.text(1)));
  }

  /// Removes what is older than this, and of the rest all but the newest.
  void purge(Instant before, int most) {
    database.execute(Statement.of("delete from access_trace where ts <= ?", before));
    database.execute(
        Statement.of(
            """
            delete from access_trace where ts < (
              select ts from access_trace order by ts desc offset ? limit 1)
            """,
            most - 1));
  }
}
