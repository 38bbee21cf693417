package dev.andiron.search;

import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The one statement that looks up in the index which resources come along: for each value that
/// leads to some, a probe of its own. (A lateral subquery with a limit is not turned into a join,
/// so that no statistics can make PostgreSQL read through the index of all.)
final class IncludeSql {
  /// No lookup reads more rows, whatever it is asked for.
  static final int MOST_ROWS = 20_000;

  private final List<Sql> arms = new ArrayList<>();
  private final Map<Integer, SearchParameter> looked = new HashMap<>();
  private final int most;

  /// @param most how many resources are wanted from each value
  IncludeSql(int most) {
    this.most = most;
  }

  /// @param parameter by which it was found
  /// @param url what it was found by, as the index has it; null where by a reference
  record Found(ResourceKey key, SearchParameter parameter, @Nullable String url) {}

  boolean isEmpty() {
    return arms.isEmpty();
  }

  /// What refers to one of these resources.
  void referring(List<SearchParameter> parameters, List<ResourceVersion> targets) {
    if (!targets.isEmpty() && !parameters.isEmpty()) {
      arms.add(
          arm(parameters, "null::text")
              .add(
                  " unnest(?::text[], ?::text[]) as t(id, type)",
                  new SqlArray("text", targets.stream().map(ResourceVersion::id).toArray()),
                  new SqlArray("text", targets.stream().map(ResourceVersion::type).toArray()))
              .add(probe(IndexTable.REFERENCE, "x.target = t.id and x.target_type = t.type")));
    }
  }

  /// What has one of these URLs as its own.
  ///
  /// @param parameters those named `url`
  /// @param urls as the index has them
  void ofUrls(List<SearchParameter> parameters, Collection<String> urls) {
    if (!urls.isEmpty() && !parameters.isEmpty()) {
      arms.add(
          arm(parameters, "t.url")
              .add(" unnest(?::text[]) as t(url)", new SqlArray("text", urls.toArray()))
              .add(probe(IndexTable.TOKEN, "x.code = t.url")));
    }
  }

  private Sql arm(List<SearchParameter> parameters, String url) {
    parameters.forEach(parameter -> looked.put(parameter.key(), parameter));
    return new Sql()
        .add("select k.key, x.id, " + url + " from unnest(?::int4[]) as k(key),", keys(parameters));
  }

  private static SqlArray keys(List<SearchParameter> parameters) {
    return new SqlArray("int4", parameters.stream().map(SearchParameter::key).toArray());
  }

  private Sql probe(IndexTable table, String condition) {
    return new Sql()
        .add(", lateral (select x.id from " + table.table() + " x where x.key = k.key and ")
        .add(condition)
        .add(" limit ?) x", most);
  }

  /// One resource may come twice.
  Statement statement() {
    return Sql.join(" union all ", arms).add(" limit ?", MOST_ROWS).statement();
  }

  /// A row of the statement's answer.
  Found found(Row row) {
    SearchParameter parameter = Objects.requireNonNull(looked.get((int) row.number(1)));
    return new Found(new ResourceKey(parameter.type(), row.text(2)), parameter, row.textOrNull(3));
  }
}
