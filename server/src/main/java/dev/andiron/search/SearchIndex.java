package dev.andiron.search;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Indexer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps the index rows of a resource beside it, in the transaction that writes it. Thread-safe.
public final class SearchIndex implements Indexer {
  private final SearchParameters parameters;

  public SearchIndex(SearchParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public <T> T during(Supplier<T> write) {
    return parameters.writes().during(write);
  }

  @Override
  public List<Statement> index(
      String type, String id, boolean isNew, @Nullable JsonObject resource) {
    ParameterSet.OfType ofType = parameters.current().of(type);
    Map<IndexTable, List<IndexTable.Row>> rows = new LinkedHashMap<>();
    if (resource != null) {
      for (SearchParameter parameter : ofType.byCode().values()) {
        rows.computeIfAbsent(parameter.kind().table(), _ -> new ArrayList<>())
            .addAll(parameter.rows(resource));
      }
    }
    List<Statement> statements = new ArrayList<>();
    ofType
        .keys()
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

  @Override
  public List<Statement> remove(String type, List<String> ids) {
    List<Statement> statements = new ArrayList<>();
    parameters
        .current()
        .of(type)
        .keys()
        .forEach((table, all) -> statements.add(table.delete(ids, all)));
    return statements;
  }
}
