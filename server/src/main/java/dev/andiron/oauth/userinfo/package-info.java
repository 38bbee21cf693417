/// Who the bearer of a token is.
///
/// Owns `GET /auth/userinfo`. It calls `identity` and `oauth.protocol`; it never shows a
/// credential.
@NullMarked
package dev.andiron.oauth.userinfo;

import org.jspecify.annotations.NullMarked;
