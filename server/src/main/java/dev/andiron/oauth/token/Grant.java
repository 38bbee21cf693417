package dev.andiron.oauth.token;

import dev.andiron.identity.Client;
import dev.andiron.identity.Issued;
import dev.andiron.oauth.protocol.OAuthException;

/// A way to get tokens (RFC 6749 §1.3).
sealed interface Grant permits PasswordGrant, RefreshTokenGrant, ClientCredentialsGrant {
  /// The value of `grant_type`.
  String type();

  /// Whether this client must prove itself with its secret.
  boolean secretRequired(Client client);

  /// The tokens.
  ///
  /// @throws OAuthException where none are granted
  Issued grant(TokenRequest request);
}
