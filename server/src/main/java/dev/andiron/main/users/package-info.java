/// `import-users`: people from another program into a server.
///
/// Reads CSV, NDJSON and the JSON that Keycloak exports, makes of each entry a User and the hash of
/// its password, and brings both to a server by HTTP. It never shows a password or a hash, but in
/// the file of what was refused, which only its owner may read.
@NullMarked
package dev.andiron.main.users;

import org.jspecify.annotations.NullMarked;
