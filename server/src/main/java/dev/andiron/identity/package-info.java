/// Who may sign in, and what signing in makes: users, clients, their roles, credentials, sessions
/// and the keys of tokens.
///
/// Owns the tables beside the resources (credentials, sign-in names, epochs, the state of sessions,
/// signing keys) and the typed views of User, Client, Session and Role. It calls `resource`,
/// `search`, `crypto`, `pg` and `json`; it knows no HTTP and no OAuth error.
@NullMarked
package dev.andiron.identity;

import org.jspecify.annotations.NullMarked;
