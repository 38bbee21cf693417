package dev.andiron.access;

import dev.andiron.identity.SessionView;
import org.jspecify.annotations.Nullable;

/// Who sent a request, once the credentials it carried have been found good.
public sealed interface Caller {
  /// The id of the user the request acts for, or null where it acts for none.
  default @Nullable String userId() {
    SessionView session = session();
    return session == null ? null : session.userId();
  }

  /// The id of the client the request came through, or null where nobody signed in, or did so at
  /// the console.
  @Nullable String clientId();

  /// The id of the session behind the token, or null where there is none (Basic, nobody).
  default @Nullable String sessionId() {
    SessionView session = session();
    return session == null ? null : session.id();
  }

  /// The session behind the token, or null where there is none.
  @Nullable SessionView session();

  /// Nobody signed in: the request carried no credentials.
  record Anonymous() implements Caller {
    @Override
    public @Nullable String clientId() {
      return null;
    }

    @Override
    public @Nullable SessionView session() {
      return null;
    }
  }

  /// Somebody with an access token: a user, through a client that acts on their behalf or by the
  /// cookie of the console, or (a `client_credentials` token) a client for itself.
  record SignedIn(SessionView session) implements Caller {
    @Override
    public @Nullable String clientId() {
      return session.clientId();
    }
  }

  /// A client that proved itself with its secret (Basic), without a session.
  record ProvenClient(String clientId) implements Caller {
    @Override
    public @Nullable SessionView session() {
      return null;
    }
  }

  /// Somebody of whom it is asked what they might do. They are not here, and have no session.
  record Supposed(@Nullable String userId, @Nullable String clientId) implements Caller {
    @Override
    public @Nullable SessionView session() {
      return null;
    }
  }

  /// Whoever runs the program beside its database, by a command and not by a request: they may do
  /// everything with that database anyway, so no policy is asked.
  record Operator() implements Caller {
    @Override
    public @Nullable String clientId() {
      return null;
    }

    @Override
    public @Nullable SessionView session() {
      return null;
    }
  }
}
