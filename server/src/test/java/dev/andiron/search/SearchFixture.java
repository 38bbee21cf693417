package dev.andiron.search;

import dev.andiron.TestPostgres;
import dev.andiron.definition.Definitions;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.Migrations;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// A store with a search over it, on a database of its own.
final class SearchFixture {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
  static final Definitions DEFINITIONS = Definitions.load();
  static final SearchParameters PARAMETERS = new SearchParameters(DEFINITIONS, CLOCK);

  final Database database = TestPostgres.newDatabase();
  final Store store;
  final Search search;

  SearchFixture(ComputedParameter... computed) {
    this(CLOCK, computed);
  }

  SearchFixture(Clock clock, ComputedParameter... computed) {
    Migrations.ofProduct().applyTo(database);
    store =
        new Store(
            database,
            clock,
            () -> UUID.randomUUID().toString(),
            new Anything(),
            new SearchIndex(PARAMETERS),
            List.of(),
            new ChangeFeed(database, Set.of(), Set.of()));
    search = new Search(PARAMETERS, database, clock, List.of(computed));
  }

  /// Validation is another room's.
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

  static JsonObject json(String text) {
    return (JsonObject) JsonReader.read(text.replace('\'', '"'));
  }

  /// Writes a resource; `'` stands for `"`.
  void put(String text) {
    put(json(text));
  }

  void put(JsonObject resource) {
    store.put(
        new ResourceKey(
            Objects.requireNonNull(resource.string("resourceType")),
            Objects.requireNonNull(resource.string("id"))),
        resource,
        new Precondition.None());
  }

  void synthea() {
    try (InputStream in =
        SearchFixture.class.getResourceAsStream("/dev/andiron/synthea/patients.json")) {
      for (Json patient : (JsonArray) JsonReader.read(in.readAllBytes())) {
        put((JsonObject) patient);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `family=Hand&_count=2`, not encoded.
  static List<QueryParameter> query(String query) {
    List<QueryParameter> parameters = new ArrayList<>();
    if (!query.isEmpty()) {
      for (String each : query.split("&", -1)) {
        int equals = each.indexOf('=');
        parameters.add(new QueryParameter(each.substring(0, equals), each.substring(equals + 1)));
      }
    }
    return parameters;
  }

  Page page(String type, String query) {
    return search.run(search.parse(type, query(query), false));
  }

  Page page(String type, QueryParameter... query) {
    return search.run(search.parse(type, List.of(query), false));
  }

  /// The ids that are found, in their order.
  List<String> ids(String type, String query) {
    return ids(page(type, query));
  }

  static List<String> ids(Page page) {
    return page.rows().stream().map(ResourceVersion::id).toList();
  }

  /// The ids of all pages, following `next`.
  List<String> allIds(String type, String query) {
    List<String> all = new ArrayList<>();
    Page page = page(type, query);
    all.addAll(ids(page));
    while (page.nextCursor() != null) {
      page = page(type, query + "&_cursor=" + page.nextCursor());
      all.addAll(ids(page));
    }
    return all;
  }
}
