package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import dev.andiron.pg.Database;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How PostgreSQL is asked")
class PlanTest {
  @Test
  @DisplayName("a search that is run often is planned for its values each time")
  void plannedAnew() {
    try (Pool pool = Pool.open(TestPostgres.newUrl(), 1)) {
      Database database = pool.database();
      Migrations.ofProduct().applyTo(database);
      database.execute(
          Statement.of(
              "create table basic (id text primary key, version int8, ts timestamptz, text text)"));
      Search search =
          new Search(SearchFixture.PARAMETERS, database, SearchFixture.CLOCK, List.of());
      for (int i = 0; i < 12; i++) {
        search.run(search.parse("Basic", SearchFixture.query("code=x&_sort=-created"), false));
      }
      List<Long> kept =
          database.query(
              Statement.of(
                  "select count(*) from pg_prepared_statements where statement like '%search_%'"),
              row -> row.number(1));
      assertThat(kept).containsExactly(0L);
    }
  }
}
