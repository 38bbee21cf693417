package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("AccessPolicy, how the SQL of the engine sql is read")
class PolicyQueryReaderTest {
  /// The query with places marked.
  private static String read(String query) {
    StringBuilder text = new StringBuilder();
    for (PolicyQuery.Part part : PolicyQueryReader.read(query).parts()) {
      text.append(
          switch (part) {
            case PolicyQuery.Part.Sql(String sql) -> sql;
            case PolicyQuery.Part.Value(RequestPath path) -> "<" + path.root() + path.rest() + ">";
            case PolicyQuery.Part.Table(RequestPath path) -> "<!" + path.root() + path.rest() + ">";
          });
    }
    return text.toString();
  }

  @Test
  @DisplayName("places of values and of tables")
  void places() {
    assertThat(
            read("select {{user.id}} = {{ params.resource/id }} from {{!params.resource/type}};"))
        .isEqualTo("select <user[id]> = <params[resource/id]> from <!params[resource/type]>");
  }

  @DisplayName("what people write is left as it is")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select true",
        "values (true)",
        "with x as (select 1) select count(*) > 0 from x",
        "select resource #>> '{name,0,family}' = 'O''Neil' from patient",
        "select p.resource @> '{\"active\": true}'::jsonb from \"user\" p where cts > now() - interval '1 day'",
        "select exists(select from patient where id = any(array['a','b']) and 1.5e3 <> 2 and a[1] is null)",
        "select 'a -- b' = 'c /* d ; $1 ? }' and \"pg\" from x",
      })
  void asWritten(String query) {
    assertThat(read(query)).isEqualTo(query);
  }

  @Test
  @DisplayName("operators with a question mark are spelled as the driver wants it; comments go")
  void spelled() {
    assertThat(read("select resource ? 'a' -- why\nfrom patient"))
        .isEqualTo("select resource ?? 'a'  \nfrom patient");
  }

  @DisplayName("what is refused")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-- nothing",
        "select true; select true",
        "select true) as x; drop table patient; select (true",
        "select true) union (select true",
        "select (true",
        "select 'a",
        "select \"a",
        "select E'\\' or true'",
        "select e'a'",
        "select U&'\\0061'",
        "select U&\"\\0070g_sleep\"(1)",
        "select u&\"pg\"",
        "select 'a\\'",
        "select $1",
        "select $$a$$",
        "select true /* a /* b */ ; */",
        "select {fn now()}",
        "select '{{user.id}}'",
        "select '%{{user.id}}%'",
        "select {{usr.id}}",
        "select {{user..id}}",
        "select {{}}",
        "select {{user.id}",
        "select {{user.id}}}",
        "select pg_sleep(1)",
        "select PG_SLEEP(1)",
        "select \"pg_sleep\"(1)",
        "select pg_catalog.lower('a')",
        "select * from pg_authid",
        "select pg_read_file('/etc/passwd')",
        "select lo_import('/etc/passwd')",
        "select lo_get(1)",
        "select set_config('role', 'andiron', false)",
        "select current_setting('data_directory')",
        "select query_to_xml('select 1', true, true, '')",
        "select database_to_xml(true, true, '')",
        "select dblink('', 'select 1')",
        "select * from information_schema.tables",
        "select ts_stat('select 1')",
        "select true into x",
        "select pg_advisory_lock(1)",
        "select nextval('x')",
        "select xpath('//*[count(//*)>0]', '<x/>'::xml) is null",
        "select true from xmltable('/x' passing '<x/>' columns a int)",
        "select xml '<x/>' is document",
        "select \u0000",
      })
  void refused(String query) {
    assertThatThrownBy(() -> PolicyQueryReader.read(query))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .endsWith(".");
  }

  @Test
  @DisplayName("long queries, and those that would take long to read elsewhere")
  void large() {
    assertThatThrownBy(() -> PolicyQueryReader.read("select " + "1".repeat(20_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PolicyQueryReader.read("select '" + "''".repeat(4_900)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PolicyQueryReader.read("select " + "(".repeat(9_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
