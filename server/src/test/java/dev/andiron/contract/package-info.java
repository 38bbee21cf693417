/// The wire contract, section by section, against a whole server on a real PostgreSQL.
///
/// Speaks HTTP only, as a client of another maker would. It never looks into the rooms.
@NullMarked
package dev.andiron.contract;

import org.jspecify.annotations.NullMarked;
