package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The records, where they lie")
class AuditStorageTest {
  private final DatabaseUrl url = TestPostgres.newUrl();

  private static Answer put(TestApp app, String id) {
    return app.asRoot("PUT", "/Patient/" + id).yaml("{resourceType: Patient}").send();
  }

  private static List<String> events(Database database, String subtype) {
    return database.query(
        Statement.of(
            "select text from auditevent where resource #>> '{subtype,0,code}' = ? order by id",
            subtype),
        row -> row.text(1));
  }

  @Test
  @DisplayName("there is no write without its record")
  void together() {
    try (TestApp app = TestApp.start(url, Map.of());
        Pool pool = Pool.open(url, 1)) {
      assertThat(put(app, "before").status()).isEqualTo(201);
      pool.database()
          .execute(
              Statement.of(
                  "alter table auditevent add constraint full_up check (false) not valid"));
      assertThat(put(app, "p").status()).isEqualTo(500);
      assertThat(put(app, "before").status()).isEqualTo(500);
      pool.database().execute(Statement.of("alter table auditevent drop constraint full_up"));
      assertThat(app.asRoot("GET", "/Patient/p").send().status()).isEqualTo(404);
      assertThat(put(app, "p").status()).isEqualTo(201);
    }
  }

  @Test
  @DisplayName("what waits is written when the server stops; ids tell the month")
  void stopping() {
    try (Pool pool = Pool.open(url, 1)) {
      try (TestApp app = TestApp.start(url, Map.of())) {
        assertThat(put(app, "p").status()).isEqualTo(201);
        for (int i = 0; i < 20; i++) {
          assertThat(app.asRoot("GET", "/Patient/p").send().status()).isEqualTo(200);
        }
      }
      assertThat(events(pool.database(), "read")).hasSize(20);
      assertThat(
              pool.database()
                  .query(
                      Statement.of(
                          "select distinct tableoid::regclass::text = 'auditevent_'"
                              + " || to_char(ts at time zone 'UTC', 'YYYY_MM') from auditevent"),
                      row -> row.flag(1)))
          .containsExactly(true);
    }
  }

  @Test
  @DisplayName("--audit off records nothing, writes nothing of what only reads")
  void scopes() {
    try (Pool pool = Pool.open(url, 1)) {
      try (TestApp app = TestApp.start(url, Map.of(Setting.AUDIT, "off"))) {
        assertThat(put(app, "p").status()).isEqualTo(201);
        assertThat(app.asRoot("GET", "/Patient/none").send().status()).isEqualTo(404);
      }
      assertThat(events(pool.database(), "update")).isEmpty();
      assertThat(events(pool.database(), "read")).isEmpty();
      try (TestApp app = TestApp.start(url, Map.of(Setting.AUDIT, "writes"))) {
        assertThat(put(app, "q").status()).isEqualTo(201);
        assertThat(app.asRoot("GET", "/Patient/q").send().status()).isEqualTo(200);
        assertThat(app.asRoot("GET", "/Patient/none").send().status()).isEqualTo(404);
      }
      assertThat(events(pool.database(), "update")).hasSize(1);
      assertThat(events(pool.database(), "read"))
          .hasSize(1)
          .allMatch(event -> event.contains("Patient/none"));
    }
  }

  @Test
  @DisplayName("what a table of an older version held is kept, and found")
  void older() {
    try (Pool pool = Pool.open(url, 1)) {
      try (TestApp app = TestApp.start(url, Map.of())) {
        assertThat(put(app, "p").status()).isEqualTo(201);
      }
      // As it was before: one table like any other's, one row of it under an id of somebody's own.
      Database database = pool.database();
      database.transaction(transaction ->
          transaction.execute(
              List.of(
                  Statement.of(
                      "update auditevent set id = 'my-own' where text like '%Patient/p/%'"),
                  Statement.of(
                      "create table earlier as select id, version, ts, cts, text from auditevent"),
                  Statement.of("drop table auditevent"),
                  Statement.of(
                      "create table auditevent (id text primary key, version bigint not null, ts"
                          + " timestamptz not null, cts timestamptz not null, text text not null,"
                          + " resource jsonb generated always as (text::jsonb) stored)"),
                  Statement.of("create index auditevent_ts on auditevent (ts, id)"),
                  Statement.of(
                      "insert into auditevent (id, version, ts, cts, text) select * from earlier"),
                  Statement.of("delete from andiron_migration where number = 17"))));
      try (TestApp app = TestApp.start(url, Map.of())) {
        assertThat(app.asRoot("GET", "/AuditEvent/my-own").send().status()).isEqualTo(200);
        assertThat(put(app, "q").status()).isEqualTo(201);
      }
      assertThat(events(database, "update")).hasSize(2);
    }
  }
}
