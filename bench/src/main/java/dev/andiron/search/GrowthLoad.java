package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Insert;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Writes many resources and the index rows that the server would write of them straight into the
/// PostgreSQL of a running server. The B-trees of the index are taken away before and made anew
/// after, which leaves them as a `REINDEX` would.
final class GrowthLoad implements AutoCloseable {
  private static final int BATCH = 500;
  private static final int THREADS = 2;
  private static final List<Insert.Column> COLUMNS =
      List.of(
          new Insert.Column("id", "text"),
          new Insert.Column("version", "int8"),
          new Insert.Column("ts", "timestamptz"),
          new Insert.Column("cts", "timestamptz"),
          new Insert.Column("text", "text"));

  private final SearchParameters parameters =
      new SearchParameters(Definitions.load(), Clock.systemUTC());
  private final Pool pool;
  private final Database database;

  private record Index(String name, String definition) {}

  /// @param data the server's data folder
  GrowthLoad(Path data) throws IOException {
    Path folder = data.resolve("postgresql");
    String port =
        Files.readAllLines(folder.resolve("cluster/postgresql.conf")).stream()
            .filter(line -> line.startsWith("port = "))
            .map(line -> line.substring("port = ".length()).strip())
            .findFirst()
            .orElseThrow();
    pool =
        Pool.open(
            new DatabaseUrl(
                // To make an index of ten million rows takes longer than a request may.
                "jdbc:postgresql://127.0.0.1:" + port + "/andiron?socketTimeout=0",
                "andiron",
                Files.readString(folder.resolve("password")).strip()),
            THREADS);
    database = pool.database();
  }

  /// Brings the resources from one number to another; a tenth are patients.
  void load(int from, int to) throws InterruptedException, ExecutionException {
    List<Index> indexes =
        database.query(
            Statement.of(
                """
                select indexname::text, indexdef from pg_indexes where schemaname = current_schema()
                and (tablename like 'search\\_%\\_1' or tablename in ('patient', 'observation'))
                and indexname not like '%pkey'
                """),
            row -> new Index(row.text(1), row.text(2)));
    indexes.forEach(index -> database.execute(Statement.of("drop index " + index.name())));
    insert("Patient", from / 10, to / 10, GrowthData::patient);
    insert("Observation", from - from / 10, to - to / 10, GrowthData::observation);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all = new ArrayList<>();
      for (Index index : indexes) {
        all.add(
            threads.submit(() ->
                database.transaction(transaction ->
                    transaction.execute(
                        List.of(
                            Statement.of("set local maintenance_work_mem = '128MB'"),
                            Statement.of(index.definition()))))));
      }
      await(all);
    }
    database.execute(Statement.of("vacuum analyze"));
  }

  private void insert(String type, int from, int to, IntFunction<GrowthData.Made> make)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int first = from; first < to; first += BATCH) {
        int begin = first;
        int end = Math.min(first + BATCH, to);
        all.add(
            threads.submit(() -> {
              List<Statement> statements = statements(type, begin, end, make);
              database.transaction(transaction -> transaction.execute(statements));
            }));
      }
      await(all);
    }
  }

  private static void await(List<Future<?>> all) throws InterruptedException, ExecutionException {
    for (Future<?> each : all) {
      Object _ = each.get();
    }
  }

  private List<Statement> statements(
      String type, int from, int to, IntFunction<GrowthData.Made> make) {
    Collection<SearchParameter> all = parameters.of(type).values();
    List<List<@Nullable Object>> resources = new ArrayList<>();
    Map<String, Insert> index = new LinkedHashMap<>();
    for (int i = from; i < to; i++) {
      GrowthData.Made made = make.apply(i);
      resources.add(List.of(made.id(), 1L, made.written(), made.written(), made.text()));
      JsonObject resource = (JsonObject) JsonReader.read(made.text());
      Map<IndexTable, List<IndexTable.Row>> rows = new LinkedHashMap<>();
      for (SearchParameter parameter : all) {
        rows.computeIfAbsent(parameter.kind().table(), _ -> new ArrayList<>())
            .addAll(parameter.rows(resource));
      }
      rows.forEach((table, of) -> {
        Insert its = table.insert(made.id(), of);
        index
            .computeIfAbsent(
                its.table(), name -> new Insert(name, its.columns(), new ArrayList<>()))
            .rows()
            .addAll(its.rows());
      });
    }
    List<Statement> statements = new ArrayList<>();
    statements.add(Statement.of("set local synchronous_commit = off"));
    statements.add(
        new Insert('"' + type.toLowerCase(java.util.Locale.ROOT) + '"', COLUMNS, resources));
    index.values().stream().filter(each -> !each.rows().isEmpty()).forEach(statements::add);
    return statements;
  }

  @Override
  public void close() {
    pool.close();
  }
}
