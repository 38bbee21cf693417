package dev.andiron.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.andiron.TestPostgres;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A database that is asked what others wrote")
class ConfinedDatabaseTest {
  private static final DatabaseUrl URL = TestPostgres.newUrl();
  private static Pool pool;
  private static ConfinedDatabase confined;

  @BeforeAll
  static void open() {
    pool = Pool.open(URL, 2);
    Database owner = pool.database();
    owner.execute(Statement.of("create table patient (id text, resource jsonb)"));
    owner.execute(Statement.of("insert into patient values ('p1', '{\"active\": true}')"));
    owner.execute(Statement.of("create table credential (value text)"));
    owner.execute(Statement.of("create sequence counter"));
    confined = open("password");
    confined.role().mayRead(owner, List.of("patient"));
  }

  private static ConfinedDatabase open(String password) {
    return ConfinedDatabase.open(
        pool.database(), URL, ConfinedDatabase.Location.ELSEWHERE, "andiron_test_", password, 2);
  }

  private static ConfinedDatabase inside(Database owner, DatabaseUrl url) {
    return ConfinedDatabase.open(
        owner, url, ConfinedDatabase.Location.INSIDE, "andiron_test_", "x", 1);
  }

  @AfterAll
  static void close() {
    confined.close();
    pool.close();
  }

  private static boolean isTrue(String query, @Nullable String... values) {
    return confined.isTrue(query, Arrays.asList(values));
  }

  @DisplayName("the first column of the first row, and nothing but true")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select true                                        | true",
        "select true, 'more'                                | true",
        "select false                                       | false",
        "select null::boolean                               | false",
        "select true where false                            | false",
        "values (true), (false)                             | true",
        "values (false), (true)                             | false",
        "with x as (select true) table x                    | true",
        "select (resource ->> 'active')::boolean from patient | true",
        "select true -- a comment                           | true",
      })
  void answers(String query, boolean allowed) {
    assertThat(isTrue(query)).isEqualTo(allowed);
  }

  @Test
  @DisplayName("values are values, whatever is in them")
  void values() {
    assertThat(isTrue("select exists (select from patient where id = ?)", "p1")).isTrue();
    assertThat(isTrue("select exists (select from patient where id = ?)", "' or true --"))
        .isFalse();
    assertThat(isTrue("select ? = 'O''Neil; \"x\" ? {{y}}'", "O'Neil; \"x\" ? {{y}}")).isTrue();
    assertThat(isTrue("select ?::text is null", (String) null)).isTrue();
    assertThat(isTrue("select 5 = ? and ?::boolean and ?::jsonb -> 0 = '1'", "5", "true", "[1]"))
        .isTrue();
    assertThat(isTrue("select resource ?? 'active' from patient")).isTrue();
    assertThatThrownBy(() -> isTrue("select 5 = ?", "x")).isInstanceOf(DatabaseException.class);
    assertThatThrownBy(() -> isTrue("select ? = 'x'", "a\0b"))
        .isInstanceOf(DatabaseException.class);
  }

  @DisplayName("whatever is tried, the database refuses it")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select value is not null from credential           | 42501",
        "select true from pg_authid                         | 42501",
        "select true from pg_largeobject                    | 42501",
        "select pg_read_file('/etc/passwd') is not null     | 42501",
        "select true from pg_ls_dir('/')                    | 42501",
        "select lo_import('/etc/passwd') > 0                | 42501",
        "select set_config('role', 'andiron', false) = ''   | 42501",
        "select set_config('session_authorization', 'andiron', false) = '' | 42501",
        "select set_config('transaction_read_only', 'off', false) = '' | 25001",
        "select nextval('counter') > 0                      | 42501",
        "select pg_reload_conf()                            | 42501",
        "select query_to_xml('select * from credential', true, true, '') is not null | 42501",
        "select true from patient for update                | 25006",
        "delete from patient returning true                 | 42601",
        "with d as (delete from patient returning id) select true from d | 0A000",
        "with d as (insert into patient values ('x') returning id) select true from d | 0A000",
        "set role andiron                                   | 42601",
        "create temp table x (a int)                        | 42601",
        "copy patient to '/tmp/x'                           | 42601",
        "do 'begin end'                                     | 42601",
        "select 'true'                                      | 42804",
        "select 1                                           | 42804",
        "select                                             | 42P10",
        "select nothing from patient                        | 42703",
        "select true from nothing                           | 42P01",
        "select 1 / 0 = 1                                   | 22012",
      })
  void refused(String query, String state) {
    assertThatThrownBy(() -> isTrue(query))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.state()).isEqualTo(state));
  }

  @Test
  @DisplayName("two statements are not run, wherever the second begins")
  void statements() {
    for (String query :
        List.of(
            "select true; delete from patient",
            "select true) as answer (allowed); delete from patient; select * from (select true",
            "select true) as answer (allowed); set default_transaction_read_only = off; select * from (select true")) {
      assertThatThrownBy(() -> isTrue(query)).isInstanceOf(DatabaseException.class);
    }
    assertThat(isTrue("select count(*) = 1 from patient")).isTrue();
  }

  @Test
  @DisplayName("it gives up after two seconds")
  void sleeping() {
    assertThatThrownBy(() -> isTrue("select pg_sleep(60) is null"))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.isCancelled()).isTrue());
    assertThatThrownBy(() -> isTrue("select count(*) = 0 from generate_series(1, 10000000000)"))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.isCancelled()).isTrue());
  }

  @Test
  @DisplayName("what a question set or locked is gone after it")
  void forgets() {
    assertThat(isTrue("select set_config('statement_timeout', '0', false) = '0'")).isTrue();
    assertThat(isTrue("select pg_try_advisory_lock(77)")).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(isTrue("select current_setting('statement_timeout') = '2s'")).isTrue();
      assertThat(isTrue("select not exists (select from pg_locks where locktype = 'advisory')"))
          .isTrue();
    }
  }

  @Test
  @DisplayName("planning tells what is wrong, and runs nothing")
  void planning() {
    confined.plan("select id = ? from patient where id = any (?)", 2);
    confined.plan("select pg_sleep(60) is null", 0);
    for (String query :
        List.of("selekt true", "select true from credential", "select x from patient")) {
      assertThatThrownBy(() -> confined.plan(query, 0)).isInstanceOf(DatabaseException.class);
    }
  }

  @Test
  @DisplayName(
      "another node signs in as the same role, and one that lost the password sets it anew")
  void again() {
    try (ConfinedDatabase other = open("password")) {
      assertThat(other.role()).isEqualTo(confined.role());
      assertThat(other.isTrue("select true from patient", List.of())).isTrue();
    }
    try (ConfinedDatabase other = open("another password")) {
      assertThat(other.isTrue("select true from patient", List.of())).isTrue();
    }
    open("password").close();
  }

  @Test
  @DisplayName("a role of that name that may do more is not used")
  void tooMuch() {
    DatabaseUrl url = TestPostgres.newUrl();
    try (Pool other = Pool.open(url, 1)) {
      Database owner = other.database();
      String name = ConfinedRole.of(owner, "andiron_test_").name();
      owner.execute(Statement.of("create role " + name + " login createdb password 'x'"));
      assertThatThrownBy(() -> inside(owner, url))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.isForbidden()).isTrue());
    }
  }

  @Test
  @DisplayName("what takes much memory fails by itself, on the PostgreSQL inside")
  void memory() {
    assumeTrue(TestPostgres.isInside(), "only of the PostgreSQL inside is the memory bounded");
    DatabaseUrl url = TestPostgres.newUrl();
    try (Pool other = Pool.open(url, 1);
        ConfinedDatabase bounded = inside(other.database(), url)) {
      for (String query :
          List.of(
              "select length(repeat(?, 1000000000)) > 0",
              "select length(string_agg(repeat(?, 1000000), '')) > 0 from generate_series(1, 1000)")) {
        assertThatThrownBy(() -> bounded.isTrue(query, List.of("x")))
            .isInstanceOfSatisfying(
                DatabaseException.class, e -> assertThat(e.state()).as(query).isEqualTo("53200"));
      }
      assertThat(bounded.isTrue("select length(repeat(?, 10000000)) > 0", List.of("x"))).isTrue();
    }
  }

  @Test
  @DisplayName("the role has few connections and each little to work with, also one from before")
  void bounds() {
    DatabaseUrl url = TestPostgres.newUrl();
    try (Pool other = Pool.open(url, 1)) {
      Database owner = other.database();
      String name = ConfinedRole.of(owner, "andiron_test_").name();
      owner.execute(Statement.of("create role " + name + " login noinherit"));
      try (ConfinedDatabase bounded = inside(owner, url)) {
        for (String setting : List.of("work_mem = 4MB", "jit = off", "hash_mem_multiplier = 1")) {
          assertThat(bounded.isTrue("select current_setting(?) = ?", List.of(setting.split(" = "))))
              .as(setting)
              .isTrue();
        }
        assertThat(
                bounded.isTrue(
                    "select rolconnlimit = 2 from pg_roles where rolname = ?", List.of(name)))
            .isTrue();
      }
    }
  }
}
