/// Where everything is: authorization server metadata (RFC 8414) and the published keys.
///
/// Owns the documents under `/.well-known`. It calls `identity` and `oauth.protocol`; it never
/// publishes a private part.
@NullMarked
package dev.andiron.oauth.discovery;

import org.jspecify.annotations.NullMarked;
