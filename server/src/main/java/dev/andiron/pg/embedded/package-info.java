/// The PostgreSQL that comes with the server.
///
/// Owns its binaries, its data folder, the account it runs as, its start and its end. It calls
/// operating system commands and nothing of the product. It never opens a database connection:
/// whoever starts it gets a URL like that of any other PostgreSQL.
@NullMarked
package dev.andiron.pg.embedded;

import org.jspecify.annotations.NullMarked;
