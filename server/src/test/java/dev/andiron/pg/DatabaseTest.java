package dev.andiron.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.andiron.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@DisplayName("Statements on connections")
class DatabaseTest {
  @Test
  @DisplayName("without a connection, whatever the reason, every query is an outage")
  void noConnection() {
    PGSimpleDataSource refusing =
        new PGSimpleDataSource() {
          private static final long serialVersionUID = 1;

          @Override
          public java.sql.Connection getConnection() throws java.sql.SQLException {
            throw new java.sql.SQLException("the password was changed", "28P01");
          }
        };
    Database database = new Database(refusing);
    Statement one = Statement.of("select 1");
    List<Runnable> queries =
        List.of(
            () -> database.query(one, row -> row.number(1)),
            () -> database.queryPlannedAnew(one, row -> row.number(1)),
            () -> database.queryPlannedAnew(one, Duration.ofSeconds(1), row -> row.number(1)));
    for (Runnable query : queries) {
      DatabaseException outage = catchThrowableOfType(DatabaseException.class, query::run);
      assertThat(outage.isUnavailable()).isTrue();
    }
  }

  @Test
  @DisplayName("what a failure says, with its causes, has no value of a row or a parameter")
  void failuresTellNoValues() {
    Database database = TestPostgres.newDatabase();
    database.execute(Statement.of("create table named (name text primary key, age int)"));
    Statement insert = Statement.of("insert into named values (?, ?)", "zq7Kx9", 1);
    database.execute(insert);
    List<Runnable> writes =
        List.of(
            () -> database.execute(insert),
            () ->
                database.transaction(transaction -> transaction.execute(List.of(insert, insert))));
    for (Runnable write : writes) {
      DatabaseException refused = catchThrowableOfType(DatabaseException.class, write::run);
      assertThat(refused.constraint()).isEqualTo("named_pkey");
      for (Throwable each = refused; each != null; each = each.getCause()) {
        assertThat(each).message().doesNotContain("zq7Kx9");
      }
      for (Throwable next :
          refused.getCause() instanceof SQLException all ? all : List.<Throwable>of()) {
        assertThat(next).message().doesNotContain("zq7Kx9");
      }
    }
  }
}
