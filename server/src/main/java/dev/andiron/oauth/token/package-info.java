/// The token endpoint (RFC 6749 §3.2).
///
/// Owns its steps and the grants, one file each; what every grant needs is a step of the endpoint,
/// so that no grant can forget it. It calls `identity` and `oauth.protocol`; it never decides how a
/// token is made.
@NullMarked
package dev.andiron.oauth.token;

import org.jspecify.annotations.NullMarked;
