/// Token revocation (RFC 7009).
///
/// Owns the one endpoint. It calls `identity` and `oauth.protocol`; it never closes the session of
/// another client.
@NullMarked
package dev.andiron.oauth.revoke;

import org.jspecify.annotations.NullMarked;
