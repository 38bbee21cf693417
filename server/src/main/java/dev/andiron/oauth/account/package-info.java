/// What people do about their sign-ins, and administrators about those of others, beyond tokens.
///
/// Owns `POST /auth/change-password`, `/auth/force-reset-password`, `/auth/reset-password`,
/// `/auth/import-hash` and `/auth/logout-all`. It calls `access`, `identity` and `oauth.protocol`;
/// it never shows a credential.
@NullMarked
package dev.andiron.oauth.account;

import org.jspecify.annotations.NullMarked;
