package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.search.Recording.Plan;
import dev.andiron.search.Recording.Scan;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The searches of a million resources, as they are asked by [Search] itself; the index rows are
/// those that [SearchParameters] takes out of each resource. Only the writing is not that of the
/// store, which would take an hour.
@Tag("full")
@DisplayName("On a million resources, searches use indexes")
class MillionPlansTest {
  private static final int ALL = Integer.getInteger("andiron.test.resources", 1_000_000);
  private static final int PATIENTS = ALL / 5;
  private static final int OBSERVATIONS = ALL - PATIENTS;
  private static final int PRACTITIONERS = PATIENTS / 1_000;
  private static final int BATCH = 2_000;
  private static final int LARGE = 10_000;

  /// A page, and a count that ends beyond ten thousand, in two tables or three. Where some hundred
  /// match and more, PostgreSQL may also go through the keys of the type, in their order: that is
  /// not bounded (docs/adr/0003-search-index-layout.md).
  private static final double MOST_ROWS = 45_000;

  /// What it goes through of the keys of a type alone.
  private static final String KEYS = "Index Only Scan";

  private static final DatabaseUrl URL = TestPostgres.newUrl();
  private static final Recording RECORDING = new Recording(URL);
  private static final Search SEARCH =
      new Search(SearchFixture.PARAMETERS, RECORDING.database(), SearchFixture.CLOCK, List.of());

  @BeforeAll
  static void load() {
    Pool pool = Pool.open(URL, 1);
    try (pool) {
      Database database = pool.database();
      Migrations.ofProduct().applyTo(database);
      for (String type : List.of("Patient", "Observation", "Practitioner")) {
        database.execute(
            Statement.of(
                """
                create table %1$s (id text, version int8, ts timestamptz, cts timestamptz,
                  text text, resource jsonb generated always as (text::jsonb) stored)
                """
                    .formatted(type.toLowerCase(java.util.Locale.ROOT))));
      }
      List<String> indexes = withoutIndexes(database);
      fill(database, "Patient", PATIENTS);
      fill(database, "Observation", OBSERVATIONS);
      fill(database, "Practitioner", PRACTITIONERS);
      indexes.forEach(index -> database.execute(Statement.of(index)));
      for (String type : List.of("patient", "observation", "practitioner")) {
        database.execute(Statement.of("alter table %s add primary key (id)".formatted(type)));
        database.execute(Statement.of("create index %1$s_ts on %1$s (ts, id)".formatted(type)));
      }
      database.execute(Statement.of("vacuum analyze"));
    }
  }

  /// Takes the indexes of the search tables away; how they are made again.
  private static List<String> withoutIndexes(Database database) {
    Map<String, String> indexes = new LinkedHashMap<>();
    database
        .query(
            Statement.of(
                "select indexname, indexdef from pg_indexes where tablename like 'search\\_%'"
                    + " and not exists (select from pg_constraint where conname = indexname)"),
            row -> Map.entry(row.text(1), row.text(2)))
        .forEach(each -> indexes.put(each.getKey(), each.getValue()));
    indexes.keySet().forEach(name -> database.execute(Statement.of("drop index " + name)));
    return List.copyOf(indexes.values());
  }

  private static JsonObject patient(int i) {
    return SearchFixture.json(
        "{'resourceType':'Patient','id':'p%d','identifier':[{'system':'urn:mrn','value':'m%d'}],'active':true,'name':[{'family':'%s%d','given':['G%d']}],'gender':'%s','birthDate':'%s'}"
            .formatted(
                i,
                i,
                List.of("Smith", "Jones", "Miller", "Khan", "Garcia").get(i % 5),
                i / 40,
                i % 997,
                i % 2 == 0 ? "male" : "female",
                LocalDate.of(1930, 1, 1).plusDays(i % 33_000)));
  }

  private static JsonObject observation(int i) {
    return SearchFixture.json(
        "{'resourceType':'Observation','id':'o%d','status':'%s','code':{'coding':[{'system':'http://loinc.org','code':'%d-1'}]},'subject':{'reference':'Patient/p%d'},'performer':[{'reference':'Practitioner/d%d'}],'effectiveDateTime':'%s','valueQuantity':{'value':%d.%02d,'unit':'kg','system':'http://unitsofmeasure.org','code':'kg'}}"
            .formatted(
                i,
                i % 50 == 0 ? "amended" : "final",
                8_000 + i % 40,
                (i * 7919L) % PATIENTS,
                i % PRACTITIONERS,
                Instant.parse("2010-01-01T00:00:00Z").plusSeconds(i * 499L),
                i % 20_000,
                i % 100));
  }

  private static JsonObject practitioner(int i) {
    return SearchFixture.json(
        "{'resourceType':'Practitioner','id':'d%d','identifier':[{'system':'urn:npi','value':'n%d'}],'name':[{'family':'Doctor%d'}]}"
            .formatted(i, i, i / 2));
  }

  private static JsonObject resource(String type, int i) {
    return switch (type) {
      case "Patient" -> patient(i);
      case "Practitioner" -> practitioner(i);
      default -> observation(i);
    };
  }

  private static void fill(Database database, String type, int number) {
    List<SearchParameter> parameters = List.copyOf(SearchFixture.PARAMETERS.of(type).values());
    for (int from = 0; from < number; from += BATCH) {
      List<JsonObject> batch =
          IntStream.range(from, Math.min(from + BATCH, number))
              .mapToObj(i -> resource(type, i))
              .toList();
      database.execute(
          Statement.of(
              """
              insert into %s (id, version, ts, cts, text)
              select i, 1, t, t, x from (select i, x,
                timestamptz '2026-01-01T00:00:00Z' + interval '1 s' * (? + n) as t
                from unnest(?::text[], ?::text[]) with ordinality as u(i, x, n)) r
              """
                  .formatted(type.toLowerCase(java.util.Locale.ROOT)),
              from,
              new SqlArray("text", batch.stream().map(r -> r.string("id")).toArray()),
              new SqlArray("text", batch.stream().map(JsonWriter::text).toArray())));
      Map<IndexTable, Map<String, List<IndexTable.Row>>> rows = new HashMap<>();
      for (JsonObject resource : batch) {
        for (SearchParameter parameter : parameters) {
          rows.computeIfAbsent(parameter.kind().table(), _ -> new LinkedHashMap<>())
              .computeIfAbsent(String.valueOf(resource.string("id")), _ -> new ArrayList<>())
              .addAll(parameter.rows(resource));
        }
      }
      rows.forEach((table, of) -> insert(database, table, of));
    }
  }

  private static void insert(
      Database database, IndexTable table, Map<String, List<IndexTable.Row>> rows) {
    List<Object> ids = new ArrayList<>();
    List<IndexTable.Row> all = new ArrayList<>();
    rows.forEach((id, of) ->
        of.forEach(row -> {
          ids.add(id);
          all.add(row);
        }));
    if (all.isEmpty()) {
      return;
    }
    List<Object> arrays = new ArrayList<>();
    arrays.add(new SqlArray("text", ids.toArray()));
    arrays.add(new SqlArray("int4", all.stream().map(IndexTable.Row::key).toArray()));
    arrays.add(new SqlArray("int2", all.stream().map(IndexTable.Row::edge).toArray()));
    for (int i = 0; i < table.columns().size(); i++) {
      int column = i;
      arrays.add(
          new SqlArray(
              table.columns().get(i).sqlType(),
              all.stream().map(row -> row.values().get(column)).toArray()));
    }
    String names =
        table.columns().stream().map(IndexTable.Column::name).collect(Collectors.joining(", "));
    database.execute(
        Statement.of(
            "insert into %s (id, key, edge, %s) select * from unnest(?::text[], ?::int4[], ?::int2[], %s)"
                .formatted(
                    table.table(),
                    names,
                    table.columns().stream()
                        .map(column -> "?::" + column.sqlType() + "[]")
                        .collect(Collectors.joining(", "))),
            arrays.toArray()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Patient; identifier=urn:mrn|m777",
        "Patient; identifier=m777",
        "Patient; _id=p777",
        "Patient; family=smith12",
        "Patient; family=smith12&given=g3",
        "Patient; family=nobody",
        "Patient; birthdate=ge1990-05-01&birthdate=le1990-05-02&_sort=birthdate",
        "Patient; birthdate=ge1990-05-01&birthdate=le1990-05-02&_sort=-family",
        "Patient; _sort=-_lastUpdated",
        "Patient; _sort=-birthdate",
        "Patient; _sort=family",
        "Observation; subject=Patient/p77&code=http://loinc.org|8005-1&_sort=-date",
        "Observation; subject=Patient/p77&_sort=-date",
        "Observation; status=final&_sort=-date",
        "Observation; status=final&_sort=-date&date=ge2015-06-01&_total=none",
        "Observation; status=preliminary&_sort=-date",
        "Observation; code=8005-1",
        "Observation; _lastUpdated=ge2026-01-05T00:00:00Z&_sort=_lastUpdated",
        "Observation; date=2012-03-04",
        "Observation; subject:Patient.identifier=urn:mrn|m777&_sort=-date",
        "Observation; subject.identifier=m777",
        "Observation; patient._id=p77",
        "Observation; patient.family=smith12&code=8005-1",
        "Observation; patient.family=nobody",
        "Observation; patient.birthdate=1990-05-01",
        "Observation; patient.gender=male&_sort=-date&_total=none",
        "Observation; performer:Practitioner.identifier=urn:npi|n7&_sort=-date",
        "Observation; performer:Practitioner.family=doctor33&status=amended&_total=none",
        "Observation; patient.gender=male&patient=Patient/p77",
        "Patient; _has:Observation:patient:_id=o77",
        "Patient; _has:Observation:patient:value-quantity=777.77",
        "Patient; _has:Observation:patient:performer:Practitioner.identifier=n7&_total=none",
        "Patient; _has:Observation:patient:code=8005-1&family=smith12",
        "Patient; _has:Observation:patient:code=8005-1&_total=none",
        "Practitioner; _has:Observation:performer:patient.identifier=m777"
      })
  @DisplayName("no table of more than 10,000 rows is read from end to end")
  void plans(String type, String query) {
    check(type, query + "&_count=20");
  }

  @Test
  @DisplayName("nor by the cursor of a page")
  void cursors() {
    for (String query :
        List.of("status=final&_sort=-date&_count=20", "_sort=date&_count=20", "_count=20")) {
      Page page = SEARCH.run(SEARCH.parse("Observation", SearchFixture.query(query), false));
      check("Observation", query + "&_cursor=" + page.nextCursor());
    }
  }

  private static void check(String type, String query) {
    RECORDING.plans.clear();
    SEARCH.run(SEARCH.parse(type, SearchFixture.query(query), false));
    assertThat(RECORDING.plans).isNotEmpty();
    for (Plan plan : RECORDING.plans) {
      assertThat(plan.scans())
          .as(() -> type + "?" + query + "\n" + plan.sql() + "\n" + plan.text())
          .noneMatch(scan -> scan.node().equals("Seq Scan") && scan.rows() > LARGE);
      assertThat(
              plan.scans().stream()
                  .filter(scan -> !scan.node().equals(KEYS))
                  .mapToDouble(Scan::rows)
                  .sum())
          .as(() -> type + "?" + query + "\n" + plan.sql() + "\n" + plan.text())
          .isLessThan(MOST_ROWS);
    }
  }
}
