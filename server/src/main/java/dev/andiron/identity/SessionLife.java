package dev.andiron.identity;

/// Whether a session that was not closed is alive: its user and its client, where it has one, are
/// there, active, and have done nothing since that ends their sessions.
///
/// An epoch only rises, so a session of a later one than is remembered is of one that this node has
/// not heard of yet.
final class SessionLife {
  private final Users users;
  private final Clients clients;

  SessionLife(Users users, Clients clients) {
    this.users = users;
    this.clients = clients;
  }

  boolean isAlive(SessionState state) {
    return !state.isClosed() && isClientSame(state) && isUserSame(state);
  }

  private boolean isClientSame(SessionState state) {
    if (state.clientId() == null) {
      return true;
    }
    Client client = clients.find(state.clientId());
    Long epoch = state.clientEpoch();
    return client != null && client.active() && epoch != null && client.epoch() <= epoch;
  }

  private boolean isUserSame(SessionState state) {
    if (state.userId() == null) {
      return true;
    }
    User user = users.find(state.userId());
    Long epoch = state.userEpoch();
    return user != null && user.active() && epoch != null && user.epoch() <= epoch;
  }
}
