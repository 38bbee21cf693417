/// Search: parameters and their expressions, the index of values, queries and pages.
///
/// Owns the search parameters (compiled from their FHIRPath expressions), the index tables, the
/// reading of a query and the SQL that answers it. It calls `definition`, `resource`, `pg` and
/// `json`. It never knows HTTP and never writes a resource.
@NullMarked
package dev.andiron.search;

import org.jspecify.annotations.NullMarked;
