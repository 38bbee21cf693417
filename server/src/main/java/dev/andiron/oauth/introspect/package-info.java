/// Token introspection (RFC 7662).
///
/// Owns the one endpoint. It calls `identity` and `oauth.protocol`; it tells a client nothing of
/// another's tokens unless it is allowed to.
@NullMarked
package dev.andiron.oauth.introspect;

import org.jspecify.annotations.NullMarked;
