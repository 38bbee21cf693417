package dev.andiron.identity;

import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.ResourceKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// The end of all sessions of a user or of a client, however many they are: one row. What is signed
/// in or refreshed meanwhile is over, too, where it began before. Thread-safe.
public final class LogoutAll {
  private final Database database;
  private final ChangeFeed feed;
  private final Users users;
  private final Clients clients;
  private final Clock clock;

  public LogoutAll(Database database, ChangeFeed feed, Users users, Clients clients, Clock clock) {
    this.database = database;
    this.feed = feed;
    this.users = users;
    this.clients = clients;
    this.clock = clock;
  }

  /// @return false where there is no such user
  public boolean ofUser(String id) {
    return users.find(id) != null && ended(Users.TYPE, id);
  }

  /// @return false where there is no such client
  public boolean ofClient(String id) {
    return clients.find(id) != null && ended(Clients.TYPE, id);
  }

  private boolean ended(String type, String id) {
    List<ResourceKey> keys = List.of(new ResourceKey(type, id));
    List<Statement> statements = new ArrayList<>();
    statements.add(Epochs.raise(type, id, clock.instant()));
    statements.addAll(feed.announce(keys));
    List<Integer> _ = database.transaction(transaction -> transaction.execute(statements));
    feed.applied(keys);
    return true;
  }
}
