/// The way to PostgreSQL.
///
/// Owns connections, transactions, migrations and notifications, and (in `embedded`) the PostgreSQL
/// that comes with the server. It knows no table of the product; it is the only package that sees
/// JDBC.
@NullMarked
package dev.andiron.pg;

import org.jspecify.annotations.NullMarked;
