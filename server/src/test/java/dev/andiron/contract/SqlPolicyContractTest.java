package dev.andiron.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.net.URLEncoder;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("AccessPolicy, the engine sql")
class SqlPolicyContractTest {
  private static final String CLIENT = "sql-client";

  @BeforeAll
  static void given() {
    Given.put(
        "/Client/" + CLIENT,
        """
        {"secret":"secret","grant_types":["basic"],"details":{"patient":"sql-p1","flag":true,"n":5,"quote":"O'Neil\\"; --","list":["a"]}}
        """);
    Given.put("/Patient/sql-p1", "{\"active\":true,\"name\":[{\"family\":\"O'Neil\\\"; --\"}]}");
    Given.put("/Patient/sql-p2", "{\"active\":false}");
    Given.put("/Patient/sql-p2", "{\"active\":false,\"gender\":\"male\"}");
  }

  private static Answer write(TestApp app, String engine) {
    return app.asRoot("PUT", "/AccessPolicy/sql-policy")
        .json("{\"link\":[{\"resourceType\":\"Client\",\"id\":\"" + CLIENT + "\"}]," + engine + "}")
        .send();
  }

  private static String engine(String query) {
    return "\"engine\":\"sql\",\"sql\":" + JsonObject.of("query", Json.of(query));
  }

  private static int status(String method, String path) {
    return Given.HTTP.call(method, path).basic(CLIENT, "secret").send().status();
  }

  private static void allows(String query, String path, int status) {
    Answer written = write(Given.APP, engine(query));
    assertThat(written.status()).as(written.body()).isIn(200, 201);
    assertThat(status("GET", path)).as(query).isEqualTo(status);
  }

  @DisplayName("allows where the first column of the first row is true")
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select true                                            | /Patient/sql-p1 | 200",
        "select false                                           | /Patient/sql-p1 | 403",
        "select null::boolean                                   | /Patient/sql-p1 | 403",
        "select true where false                                | /Patient/sql-p1 | 403",
        "select {{params.resource/id}} = {{client.details.patient}} | /Patient/sql-p1 | 200",
        "select {{params.resource/id}} = {{client.details.patient}} | /Patient/sql-p2 | 403",
        "select (resource ->> 'active')::boolean from patient where id = {{params.resource/id}} | /Patient/sql-p1 | 200",
        "select (resource ->> 'active')::boolean from patient where id = {{params.resource/id}} | /Patient/sql-p2 | 403",
        "select true from {{!params.resource/type}} where id = {{params.resource/id}} | /Patient/sql-p1 | 200",
        "select count(*) = 1 from patient_history where id = {{params.resource/id}} | /Patient/sql-p2 | 200",
        "select {{uri}} = '/fhir/Patient/sql-p1' and {{request-method}} = 'get' | /Patient/sql-p1 | 200",
        "select exists (select from patient where resource #>> '{name,0,family}' = {{client.details.quote}}) | /Patient/sql-p1 | 200",
        "select {{params.name}} = 'a'' or true; --'                | /Patient?name=a'%20or%20true;%20-- | 200",
        "select exists (select from patient where id = {{params.x}}) | /Patient?x='%20or%20true;%20-- | 403",
        "select {{client.details.nothing}}::text is null        | /Patient/sql-p1 | 200",
        "select {{client.details.nothing}} = 'x'                | /Patient/sql-p1 | 403",
        "select {{client.details.flag}}::boolean and {{client.details.n}} > 4 | /Patient/sql-p1 | 200",
        "select {{client.details.list}}::jsonb ? 'a'            | /Patient/sql-p1 | 200",
        "select not exists (select from molecularsequence)      | /Patient/sql-p1 | 200",
        "select true -- for now                                 | /Patient/sql-p1 | 200",
        "select true;                                           | /Patient/sql-p1 | 200",
      })
  void allowed(String query, String path, int status) {
    allows(query, path, status);
  }

  @DisplayName("a table is named from a closed list, whatever the request says")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "credential",
        "accesspolicy",
        "AccessPolicy",
        "session_state",
        "instance_setting",
        "patient\" where true --",
        "pg_authid",
        "Nothing",
        ""
      })
  void closedList(String name) {
    String path = "/Patient?name=" + URLEncoder.encode(name, UTF_8);
    allows("select count(*) >= 0 from {{!params.name}}", path, 403);
    allows("select count(*) >= 0 from {{!params.name}}", "/Patient?name=Patient", 200);
  }

  @DisplayName("what is refused when it is written")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "selekt true",
        "select 'true'",
        "select 1",
        "select true from nothing",
        "select nothing from patient",
        "select value = '' from credential",
        "select true from \"credential\"",
        "select true from public.credential",
        "select true from accesspolicy",
        "select true from \"accesspolicy\"",
        "select true from accesspolicy_history",
        "select true from access_token",
        "select true from session_state",
        "select true from signing_key",
        "select true from instance_setting",
        "select true from feed",
        "select true from export_chunk",
        "select true from pg_authid",
        "select true from pg_stat_activity",
        "select pg_read_file('/etc/passwd') is null",
        "select pg_sleep(1) is null",
        "set role andiron",
        "set session authorization andiron",
        "reset role",
        "select set_config('role', 'andiron', false) = ''",
        "copy patient to program 'id'",
        "copy patient to stdout",
        "insert into patient (id) values ('x')",
        "update patient set id = 'x' returning true",
        "delete from patient returning true",
        "with d as (delete from patient returning id) select true from d",
        "create table x (a int)",
        "create temp table x (a int)",
        "create function f() returns boolean language sql as 'select true'",
        "drop table patient",
        "do 'begin end'",
        "call f()",
        "listen x",
        "lock table patient",
        "truncate patient",
        "begin",
        "commit",
        "explain select true",
        "select true; select true",
        "select true) as a (allowed); delete from patient; select * from (select true",
        "select true from patient for update",
        "select true into x",
        "select '{{user.id}}' = ''",
        "select {{usr.id}} = ''",
        "select {{user.id}} is null",
        "select query_to_xml('select * from credential', true, true, '') is null",
        "select lo_import('/etc/passwd') > 0",
        "select nextval('x') > 0",
      })
  void refused(String query) {
    Answer answer = write(Given.APP, engine(query));
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("AccessPolicy.sql.query").doesNotContain("answer.allowed");
  }

  @Test
  @DisplayName("a query that fails, or does not end, allows nothing, and another policy still may")
  void fails() {
    allows("select 1 / (case when {{params.x}} = '0' then 0 else 1 end) = 1", "/Patient?x=0", 403);
    allows("select count(*) > 0 from generate_series(1, 10000000000)", "/Patient/sql-p1", 403);
    Answer written =
        write(
            Given.APP,
            "\"engine\":\"complex\",\"or\":[{"
                + engine("select 1 / (1 - {{params.name}}::int) = 1")
                + "},{\"engine\":\"allow\"}]");
    assertThat(written.status()).as(written.body()).isEqualTo(200);
    assertThat(status("GET", "/Patient?name=1")).isEqualTo(200);
  }

  @Test
  @DisplayName("what a JSON Patch makes of the resource has no answer")
  void jsonPatch() {
    assertThat(write(Given.APP, engine("select {{resource.active}}::text is null")).status())
        .isEqualTo(200);
    Answer patched =
        Given.HTTP
            .call("PATCH", "/Patient/sql-p1")
            .basic(CLIENT, "secret")
            .body("application/json-patch+json", "[{\"op\":\"remove\",\"path\":\"/active\"}]")
            .send();
    assertThat(patched.status()).isEqualTo(403);
  }

  @Test
  @DisplayName("a policy needs its query, and nothing else under sql")
  void malformed() {
    assertThat(write(Given.APP, "\"engine\":\"sql\"").status()).isEqualTo(422);
    assertThat(write(Given.APP, "\"engine\":\"sql\",\"sql\":{}").status()).isEqualTo(422);
    assertThat(write(Given.APP, "\"engine\":\"sql\",\"sql\":{\"query\":5}").status())
        .isEqualTo(422);
    assertThat(
            write(
                    Given.APP,
                    "\"engine\":\"complex\",\"and\":[{\"engine\":\"sql\",\"sql\":{\"query\":\"select true\",\"x\":1}}]")
                .status())
        .isEqualTo(422);
    Answer nested =
        write(
            Given.APP,
            "\"engine\":\"complex\",\"and\":[{" + engine("select true from credential") + "}]");
    assertThat(nested.status()).isEqualTo(422);
    assertThat(nested.body()).contains("AccessPolicy.and[0].sql.query");
  }

  @Test
  @DisplayName("nodes of one database share the role; a restart finds it again")
  void nodes() {
    DatabaseUrl url = TestPostgres.newUrl();
    try (TestApp one = TestApp.start(url, Map.of());
        TestApp two = TestApp.start(url, Map.of())) {
      assertThat(
              one.asRoot("PUT", "/Client/" + CLIENT)
                  .json("{\"secret\":\"secret\",\"grant_types\":[\"basic\"]}")
                  .send()
                  .status())
          .isEqualTo(201);
      assertThat(write(one, engine("select count(*) = 0 from patient")).status()).isEqualTo(201);
      for (TestApp app : new TestApp[] {one, two}) {
        assertThat(app.http().get("/Patient").basic(CLIENT, "secret").send().status())
            .isEqualTo(200);
      }
    }
    try (TestApp again = TestApp.start(url, Map.of())) {
      assertThat(again.http().get("/Patient").basic(CLIENT, "secret").send().status())
          .isEqualTo(200);
    }
  }

  @Test
  @DisplayName(
      "where the server may not make the role, they are refused when written and deny when read")
  void noRole() {
    DatabaseUrl url = TestPostgres.newUrl();
    try (Pool pool = Pool.open(url, 1)) {
      Database owner = pool.database();
      String role = "plain_" + ProcessHandle.current().pid();
      owner.execute(Statement.of("create role " + role + " login password 'plain'"));
      owner.execute(Statement.of("grant create on schema public to " + role));
      DatabaseUrl plain = new DatabaseUrl(url.jdbc(), role, "plain");
      try (TestApp app = TestApp.start(plain, Map.of())) {
        Answer answer = write(app, engine("select true"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("may not make one", "AccessPolicy.sql.query");
        assertThat(
                app.asRoot("PUT", "/Client/" + CLIENT)
                    .json("{\"secret\":\"secret\",\"grant_types\":[\"basic\"]}")
                    .send()
                    .status())
            .isEqualTo(201);
        assertThat(write(app, "\"engine\":\"allow\"").status()).isEqualTo(201);
        try (Pool writer = Pool.open(plain, 1)) {
          // as one that a server wrote which may make roles
          writer
              .database()
              .execute(
                  Statement.of(
                      "update accesspolicy set text = replace(text, '\"allow\"',"
                          + " '\"sql\",\"sql\":{\"query\":\"select true\"}')"));
        }
      }
      try (TestApp app = TestApp.start(plain, Map.of())) {
        assertThat(app.http().get("/Patient").basic(CLIENT, "secret").send().status())
            .isEqualTo(403);
      }
    }
  }
}
