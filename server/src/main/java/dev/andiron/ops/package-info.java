/// What whoever runs the server asks it: is it well, which version is it.
///
/// Owns `/health`, `/metrics`, the access log, `/$version`, `/$search-index`, and what tells why
/// something is denied (`/auth/explain`, `/auth/test-policy`, `/$matcho`). It asks the rooms below
/// and knows no resource.
@NullMarked
package dev.andiron.ops;

import org.jspecify.annotations.NullMarked;
