/// What people do about their sign-ins, and administrators about those of others, beyond tokens.
///
/// Owns `/auth/change-password`, `/auth/force-reset-password`, `/auth/reset-password`,
/// `/auth/import-hash`, `/auth/logout-all`, `/auth/logout`, `/auth/sessions` and `/auth/lockouts`.
/// It calls `access`, `identity`, `search` and `oauth.protocol`; it never shows a credential.
@NullMarked
package dev.andiron.oauth.account;

import org.jspecify.annotations.NullMarked;
