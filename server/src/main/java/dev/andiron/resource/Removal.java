package dev.andiron.resource;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Takes resources away as if they had never been: their versions, their history, their index.
/// Deleting is something else, which leaves a trace. For what the server keeps for a time only.
/// Thread-safe.
public final class Removal {
  private final Database database;
  private final Indexer indexer;

  public Removal(Database database, Indexer indexer) {
    this.database = database;
    this.indexer = indexer;
  }

  /// What is to go.
  ///
  /// @param beside what goes with the resources, in the same transaction
  public record Gone(List<String> ids, List<Statement> beside) {}

  /// Removes resources of a type that is only ever written by the server itself.
  ///
  /// @param find finds and locks them, in the transaction that removes them
  /// @return how many
  public int remove(String type, Function<Database.Transaction, Gone> find) {
    return indexer.during(() ->
        database.transaction(transaction -> {
          Gone gone = find.apply(transaction);
          if (!gone.ids().isEmpty()) {
            List<Integer> _ = transaction.execute(statements(type, gone));
          }
          return gone.ids().size();
        }));
  }

  private List<Statement> statements(String type, Gone gone) {
    Statement.SqlArray ids = new Statement.SqlArray("text", gone.ids().toArray());
    List<Statement> statements = new ArrayList<>();
    for (String table : List.of(TypeTables.current(type), TypeTables.history(type))) {
      statements.add(Statement.of("delete from " + table + " where id = any(?)", ids));
    }
    statements.addAll(indexer.remove(type, gone.ids()));
    statements.addAll(gone.beside());
    return statements;
  }
}
