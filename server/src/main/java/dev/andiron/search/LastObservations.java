package dev.andiron.search;

import dev.andiron.pg.Database;
import dev.andiron.resource.CurrentVersions;
import dev.andiron.resource.Issue;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The last observations of each code, from the index alone: those that a query finds, numbered
/// within each of their codes by their date. What has only a text for a code is grouped by that.
record LastObservations(SearchParameters parameters, Database database, Duration longest) {
  static final int MOST = 1000;
  private static final long MOST_BYTES = 64_000_000;

  List<ResourceVersion> of(Query query, int most) {
    List<ResourceKey> keys =
        database.queryPlannedAnew(
            sql(query, most).statement(),
            longest,
            row -> new ResourceKey(query.type(), row.text(1)));
    CurrentVersions.Found found =
        keys.size() > MOST
            ? new CurrentVersions.Found(List.of(), false)
            : new CurrentVersions(database).of(keys, MOST_BYTES);
    if (!found.complete()) {
      throw new SearchRefusedException(
          List.of(
              new Issue(
                  Issue.Kind.TOO_COSTLY,
                  "",
                  "These are more than "
                      + MOST
                      + " observations, or too large. Ask for less: by category, by code, or with a"
                      + " smaller max.")));
    }
    return found.versions();
  }

  private Sql sql(Query query, int most) {
    Sql sql =
        new Sql()
            .add("with m as materialized (select r.id from \"")
            .add(query.type().toLowerCase(Locale.ROOT) + "\" r where true");
    for (Condition condition : query.conditions()) {
      sql.add(" and ").add(condition.whole());
    }
    return sql.add(
        """
        ), g as (
          select m.id, c.code, c.system, t.value as text, d.low,
            row_number() over (partition by c.code, c.system, t.value
              order by d.low desc nulls last, m.id) as n
          from m
          left join search_token_1 c on c.id = m.id and c.key = ?
          left join search_date_1 d on d.id = m.id and d.key = ? and d.edge in (2, 3)
          left join lateral (select x.value from search_string_1 x
            where c.code is null and x.id = m.id and x.key = ? order by x.value limit 1) t on true)
        select id from g where n <= ? group by id
        order by min(code), min(system), min(text), max(low) desc nulls last, id limit ?
        """,
        key("code"),
        key("date"),
        key("code:text"),
        most,
        MOST + 1L);
  }

  private int key(String code) {
    return Objects.requireNonNull(parameters.of("Observation").get(code)).key();
  }
}
