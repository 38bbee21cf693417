package dev.andiron.identity;

/// How an access token is spelled.
enum TokenFormat {
  OPAQUE,
  JWT
}
