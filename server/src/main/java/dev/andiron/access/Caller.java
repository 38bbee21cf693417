package dev.andiron.access;

import org.jspecify.annotations.Nullable;

/// Who sent a request, once the credentials it carried have been found good.
public sealed interface Caller {
  /// The id of the user the request acts for, or null where it acts for none.
  @Nullable String userId();

  /// The id of the client the request came through, or null where nobody signed in.
  @Nullable String clientId();

  /// The id of the session behind the token, or null where there is none (Basic, nobody).
  @Nullable String sessionId();

  /// Nobody signed in: the request carried no credentials.
  record Anonymous() implements Caller {
    @Override
    public @Nullable String userId() {
      return null;
    }

    @Override
    public @Nullable String clientId() {
      return null;
    }

    @Override
    public @Nullable String sessionId() {
      return null;
    }
  }

  /// A user, through a client that acts on their behalf.
  record SignedInUser(String userId, String clientId, String sessionId) implements Caller {}

  /// A client for itself: by a `client_credentials` token, or (without a session) by Basic.
  record SignedInClient(String clientId, @Nullable String sessionId) implements Caller {
    @Override
    public @Nullable String userId() {
      return null;
    }
  }
}
