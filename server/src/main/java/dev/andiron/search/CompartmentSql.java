package dev.andiron.search;

import dev.andiron.pg.Row;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The statements that list what is in a compartment and what that refers to, by type and id. What
/// is looked at grows with the compartment, never with what there is besides.
final class CompartmentSql {
  private static final String IN_IT = "x.key = any(?) and x.target = ? and x.target_type = ?";

  private final ResourceKey compartment;

  CompartmentSql(ResourceKey compartment) {
    this.compartment = compartment;
  }

  /// Which of the keys lead to something: one column.
  Statement present(Collection<Integer> keys) {
    return new Sql()
        .add("select k.key from unnest(?::int4[]) as k(key)", new SqlArray("int4", keys.toArray()))
        .add(" where exists (select from search_reference_1 x where x.key = k.key")
        .add(" and x.target = ? and x.target_type = ?)", compartment.id(), compartment.type())
        .statement();
  }

  /// What is in it, without itself.
  ///
  /// @param keys by the types that are wanted; names of definitions that have tables
  /// @param filters on `r`, by type
  Statement members(
      Map<String, List<Integer>> keys,
      Map<String, List<Sql>> filters,
      @Nullable ResourceKey after,
      int most) {
    List<Sql> arms = new ArrayList<>();
    new TreeMap<>(keys)
        .forEach((type, ofType) -> {
          int order = after == null ? 1 : type.compareTo(after.type());
          if (order >= 0) {
            String id = after != null && order == 0 ? after.id() : null;
            arms.add(arm(type, ofType, filters.getOrDefault(type, List.of()), id, most));
          }
        });
    if (arms.isEmpty()) {
      return Statement.of("select null::text, null::text where false");
    }
    return new Sql()
        .add("select q.type, q.id from (")
        .add(Sql.join(" union all ", arms))
        .add(") q order by q.type collate \"C\", q.id collate \"C\" limit ?", most)
        .statement();
  }

  private Sql arm(
      String type, List<Integer> keys, List<Sql> filters, @Nullable String after, int most) {
    Sql arm =
        new Sql()
            .add("(select '" + type + "'::text as type, r.id from (select distinct x.id")
            .add(" from search_reference_1 x where " + IN_IT, array(keys), id(), type())
            .add(") i join \"" + type.toLowerCase(Locale.ROOT) + "\" r on r.id = i.id where true");
    for (Sql filter : filters) {
      arm.add(" and ").add(filter);
    }
    if (after != null) {
      arm.add(" and r.id collate \"C\" > ?", after);
    }
    if (type.equals(compartment.type())) {
      arm.add(" and r.id <> ?", compartment.id());
    }
    return arm.add(" order by r.id collate \"C\" limit ?)", most);
  }

  /// References of resources of a type, by the keys of parameters.
  record Referring(String type, List<Integer> keys) {}

  /// One row where a resource is in it by one of these references.
  Statement refers(String id, List<Integer> keys) {
    return new Sql()
        .add(
            "select x.id from search_reference_1 x where x.id = ? and " + IN_IT + " limit 1",
            id,
            array(keys),
            id(),
            type())
        .statement();
  }

  /// What resources refer to: of some types, after a place.
  ///
  /// @param ids by their types, and by which references are followed
  static Statement referred(
      Map<Referring, List<String>> ids,
      Collection<String> targets,
      @Nullable ResourceKey after,
      int most) {
    List<Sql> arms = new ArrayList<>();
    ids.forEach((referring, ofType) ->
        arms.add(
            new Sql()
                .add("select x.target_type, x.target from search_reference_1 x")
                .add(" where x.id = any(?)", new SqlArray("text", ofType.toArray()))
                .add(" and x.key = any(?)", array(referring.keys()))
                .add(" and x.target_type = any(?)", new SqlArray("text", targets.toArray()))
                .add(" and position('/' in x.target) = 0")));
    Sql sql =
        new Sql()
            .add("select distinct q.target_type, q.target from (")
            .add(Sql.join(" union all ", arms))
            .add(") q");
    if (after != null) {
      sql.add(" where (q.target_type, q.target) > (?, ?)", after.type(), after.id());
    }
    return sql.add(" order by q.target_type, q.target limit ?", most).statement();
  }

  static ResourceKey key(Row row) {
    return new ResourceKey(row.text(1), row.text(2));
  }

  private String id() {
    return compartment.id();
  }

  private String type() {
    return compartment.type();
  }

  private static SqlArray array(List<Integer> keys) {
    return Membership.array(keys);
  }
}
