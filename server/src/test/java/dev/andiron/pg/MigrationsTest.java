package dev.andiron.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Migrations")
class MigrationsTest {
  private static final Migration FIRST = new Migration(1, "one", "create table one (n int)");
  private static final Migration SECOND =
      new Migration(2, "two", "create table two (n int); insert into two values (1), (2)");

  private final Database database = TestPostgres.newDatabase();

  private List<String> taken() {
    return database.query(
        Statement.of("select name from andiron_migration order by number"), row -> row.text(1));
  }

  @Test
  @DisplayName("are taken once, in order, and more of them later")
  void takesOnce() {
    new Migrations(List.of(FIRST)).applyTo(database);
    Migrations both = new Migrations(List.of(FIRST, SECOND));
    both.applyTo(database);
    both.applyTo(database);
    assertThat(taken()).containsExactly("one", "two");
    assertThat(database.query(Statement.of("select n from two"), row -> row.number(1))).hasSize(2);
  }

  @Test
  @DisplayName("are taken once when many nodes start at the same time")
  void manyNodes() throws Exception {
    Migrations both = new Migrations(List.of(FIRST, SECOND));
    Callable<Boolean> node =
        () -> {
          both.applyTo(database);
          return true;
        };
    try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> outcomes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        outcomes.add(nodes.submit(node));
      }
      for (Future<Boolean> outcome : outcomes) {
        assertThat(outcome.get()).isTrue();
      }
    }
    assertThat(taken()).containsExactly("one", "two");
  }

  @Test
  @DisplayName("are refused when one was changed after it was taken")
  void changed() {
    new Migrations(List.of(FIRST)).applyTo(database);
    Migrations other = new Migrations(List.of(new Migration(1, "one", "create table uno (n int)")));
    assertThatThrownBy(() -> other.applyTo(database))
        .isInstanceOf(MigrationException.class)
        .hasMessageStartingWith("migration 0001-one is not the one that this database has seen");
  }

  @Test
  @DisplayName("are the same whatever the line ends of the machine that built them")
  void lineEnds() {
    assertThat(new Migration(1, "a", "x\r\ny").checksum())
        .isEqualTo(new Migration(1, "a", "x\ny").checksum());
  }

  @Test
  @DisplayName("are refused on a database that a newer program has used")
  void newer() {
    new Migrations(List.of(FIRST, SECOND)).applyTo(database);
    Migrations older = new Migrations(List.of(FIRST));
    assertThatThrownBy(() -> older.applyTo(database))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("newer version")
        .hasMessageContaining("0002-two");
  }

  @Test
  @DisplayName("leave the database as it was when one fails, and say which")
  void fails() {
    Migrations broken =
        new Migrations(List.of(FIRST, new Migration(2, "two", "create tabel two (n int)")));
    assertThatThrownBy(() -> broken.applyTo(database))
        .isInstanceOf(MigrationException.class)
        .hasMessageStartingWith("migration 0002-two failed: ERROR: syntax error");
    new Migrations(List.of(FIRST)).applyTo(database);
    assertThat(taken()).containsExactly("one");
  }

  @Test
  @DisplayName("have numbers that rise")
  void order() {
    assertThatThrownBy(() -> new Migrations(List.of(SECOND, FIRST)))
        .hasMessageContaining("out of order");
    assertThatThrownBy(() -> new Migrations(List.of(FIRST, FIRST)))
        .hasMessageContaining("out of order");
  }

  @Test
  @DisplayName("of the product are all in the index, and all apply")
  void product() throws Exception {
    try (var files = Files.list(Path.of("src/main/resources/dev/andiron/migration"))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".sql"))
              .sorted()
              .toList();
      assertThat(
              Migration.resource("/dev/andiron/migration/index")
                  .lines()
                  .filter(line -> !line.startsWith("#")))
          .containsExactlyElementsOf(names);
    }
    Migrations.ofProduct().applyTo(database);
    assertThat(taken()).isNotEmpty();
  }
}
