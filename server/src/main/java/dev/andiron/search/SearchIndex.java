package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Indexer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps the index rows of a resource beside it, in the transaction that writes it. Thread-safe.
public final class SearchIndex implements Indexer {
  private final SearchParameters parameters;
  private final Map<String, Map<IndexTable, List<Integer>>> keys = new HashMap<>();

  public SearchIndex(SearchParameters parameters) {
    this.parameters = parameters;
    for (String type : parameters.types()) {
      keys.put(type, keysOf(type));
    }
  }

  private Map<IndexTable, List<Integer>> keysOf(String type) {
    Map<IndexTable, List<Integer>> byTable = new LinkedHashMap<>();
    for (SearchParameter parameter : parameters.of(type).values()) {
      byTable
          .computeIfAbsent(parameter.kind().table(), _ -> new ArrayList<>())
          .add(parameter.key());
    }
    return byTable;
  }

  @Override
  public List<Statement> index(
      String type, String id, boolean isNew, @Nullable JsonObject resource) {
    Map<IndexTable, List<IndexTable.Row>> rows = new LinkedHashMap<>();
    if (resource != null) {
      for (SearchParameter parameter : parameters.of(type).values()) {
        rows.computeIfAbsent(parameter.kind().table(), _ -> new ArrayList<>())
            .addAll(parameter.rows(resource));
      }
    }
    List<Statement> statements = new ArrayList<>();
    keys.getOrDefault(type, Map.of())
        .forEach((table, all) -> {
          List<IndexTable.Row> now = rows.getOrDefault(table, List.of());
          if (!isNew) {
            statements.add(now.isEmpty() ? table.delete(id, all) : table.replace(id, all, now));
          } else if (!now.isEmpty()) {
            statements.add(table.insert(id, now));
          }
        });
    return statements;
  }
}
