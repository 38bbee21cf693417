package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import dev.andiron.resource.Validator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// A node with definitions of its own on a database that it shares with others.
final class IndexNode {
  static final List<String> TABLES =
      List.of(
          "search_string_1",
          "search_token_1",
          "search_reference_1",
          "search_date_1",
          "search_number_1");

  final Database database;
  final Definitions definitions;
  final SearchParameters parameters;
  final IndexFingerprints fingerprints;
  final Nodes nodes;
  final Readiness readiness = new Readiness();
  final Store store;
  final Search search;

  IndexNode(Database database, Definitions definitions) {
    this.database = database;
    this.definitions = definitions;
    this.parameters = new SearchParameters(definitions, Clock.systemUTC());
    this.fingerprints = new IndexFingerprints(parameters.current());
    this.nodes = new Nodes(UUID.randomUUID().toString(), fingerprints.whole());
    this.store =
        new Store(
            database,
            Clock.systemUTC(),
            () -> UUID.randomUUID().toString(),
            new Anything(),
            new SearchIndex(parameters),
            List.of(),
            new ChangeFeed(database, Set.of(), Set.of()));
    this.search =
        new Search(
            parameters,
            database,
            Clock.systemUTC(),
            List.of(),
            readiness,
            ValueSets.of(SearchFixture.DEFINITIONS));
  }

  private record Anything() implements Validator {
    @Override
    public boolean knows(String type) {
      return true;
    }

    @Override
    public Checked check(JsonObject resource) {
      return new Checked(resource, List.of());
    }
  }

  /// Compares, as a start does, without going on in the background.
  void plan() {
    IndexPlan.make(database, fingerprints, nodes);
  }

  Reindexing reindexing() {
    return new Reindexing(parameters, database, readiness, 20);
  }

  IndexWalk walk(int batch) {
    return new IndexWalk(database, fingerprints, nodes, batch);
  }

  /// Walks until there is nothing to do.
  void walkToTheEnd() {
    IndexWalk walk = walk(20);
    while (walk.step() != IndexWalk.Step.NOTHING) {}
  }

  void put(String id, String json) {
    JsonObject resource = SearchFixture.json(json);
    store.put(
        new ResourceKey("Patient", id),
        resource.with("resourceType", "Patient"),
        new Precondition.None());
  }

  void delete(String id) {
    store.delete(new ResourceKey("Patient", id), new Precondition.None());
  }

  List<String> ids(String query) {
    return search.run(search.parse("Patient", SearchFixture.query(query), false)).rows().stream()
        .map(version -> version.id())
        .toList();
  }

  boolean isReady(String code) {
    return Boolean.TRUE.equals(
        database.first(
            Statement.of(
                "select ready from search_parameter_state where type = 'Patient' and code = ?",
                code),
            row -> row.flag(1)));
  }

  /// Every row of every table of the index.
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (String table : TABLES) {
      rows.addAll(
          database.query(
              Statement.of("select '%1$s ' || x::text from %1$s x".formatted(table)),
              row -> row.text(1)));
    }
    rows.sort(null);
    return rows;
  }

  /// What every row should be: the resources as they are now, written to an index that is empty.
  List<String> rowsFromScratch() {
    List<String> rows = new ArrayList<>();
    database.transaction(transaction -> {
      for (String table : TABLES) {
        transaction.execute(
            Statement.of("create temp table %1$s (like %1$s) on commit drop".formatted(table)));
      }
      SearchIndex index = new SearchIndex(parameters);
      record Stored(String id, String text) {}
      for (Stored each :
          transaction.query(
              Statement.of("select id, text from patient"),
              row -> new Stored(row.text(1), row.text(2)))) {
        transaction.execute(
            index.index("Patient", each.id(), true, SearchFixture.json(each.text())));
      }
      for (String table : TABLES) {
        rows.addAll(
            transaction.query(
                Statement.of("select '%1$s ' || x::text from %1$s x".formatted(table)),
                row -> row.text(1)));
      }
      return null;
    });
    rows.sort(null);
    return rows;
  }

  Set<String> leftovers() {
    return new TreeSet<>(
        database.query(
            Statement.of("select table_name || ' ' || key from search_index_leftover"),
            row -> row.text(1)));
  }
}
