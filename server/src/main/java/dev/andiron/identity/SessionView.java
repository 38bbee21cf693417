package dev.andiron.identity;

import dev.andiron.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The session behind an access token that was found good.
///
/// @param id of the Session resource
/// @param type the grant that made it, `password`, `client_credentials`, …, or `console`
/// @param userId the user it acts for, or null where it acts for its client
/// @param clientId the client it was made for, or null where a person signed in to the server
///   itself
/// @param scope what this access token may do (RFC 6749 §3.3); empty where no scopes apply
/// @param audience whom the session's tokens are for
/// @param expiresAt when the access token ends, in seconds since the epoch
/// @param issuedAt when the access token, or for an opaque one its session, was made
/// @param claims of a JWT; empty for an opaque token
public record SessionView(
    String id,
    String type,
    @Nullable String userId,
    @Nullable String clientId,
    List<String> scope,
    List<String> audience,
    long expiresAt,
    long issuedAt,
    JsonObject claims) {}
