package dev.andiron.identity;

import dev.andiron.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Whose a token is. Tokens of the console are no client's, so they have no owner.
///
/// @param refresh whether it is a refresh token
/// @param goodUntil when it ends, in seconds since the epoch, or null where it is no good now
/// @param claims of a refresh token; of an access token see [Verification]
public record TokenOwner(
    String sessionId,
    String clientId,
    boolean refresh,
    @Nullable Long goodUntil,
    JsonObject claims) {}
