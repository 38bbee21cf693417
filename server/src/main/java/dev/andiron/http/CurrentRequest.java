package dev.andiron.http;

import org.jspecify.annotations.Nullable;

/// The request that this thread is answering, as those know it who write about it: logs and
/// counters. Nothing is decided by it.
public final class CurrentRequest {
  private static final ScopedValue<CurrentRequest> CURRENT = ScopedValue.newInstance();

  private final RequestHead head;
  private @Nullable Route route;
  private @Nullable String userId;
  private @Nullable String clientId;

  CurrentRequest(RequestHead head) {
    this.head = head;
  }

  /// Its id, where this thread answers one.
  public static @Nullable String currentId() {
    return CURRENT.isBound() ? CURRENT.get().id() : null;
  }

  /// Who sends it is known now.
  public static void comesFrom(@Nullable String userId, @Nullable String clientId) {
    if (CURRENT.isBound()) {
      CURRENT.get().userId = userId;
      CURRENT.get().clientId = clientId;
    }
  }

  static void leadsTo(Route route) {
    if (CURRENT.isBound()) {
      CURRENT.get().route = route;
    }
  }

  void during(Runnable answering) {
    ScopedValue.where(CURRENT, this).run(answering);
  }

  public String id() {
    return head.id();
  }

  /// As it was sent, in whatever letters.
  public String method() {
    return head.method();
  }

  /// As it was sent, without the query.
  public String path() {
    return head.path();
  }

  /// Where it comes from: the peer's address, or what a trusted proxy says.
  public String remoteAddress() {
    return head.remoteAddress();
  }

  /// Null where it led to none.
  public @Nullable Route route() {
    return route;
  }

  /// The user it was sent for; null where it was for none, or that did not come out.
  public @Nullable String userId() {
    return userId;
  }

  /// The client it came through; null as above.
  public @Nullable String clientId() {
    return clientId;
  }
}
