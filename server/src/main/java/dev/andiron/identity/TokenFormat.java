package dev.andiron.identity;

/// How an access token is spelled.
public enum TokenFormat {
  OPAQUE,
  JWT
}
