/// What whoever runs the server asks it: is it well, which version is it.
///
/// Owns `/health` and `/$version`. It asks the database and knows no resource.
@NullMarked
package dev.andiron.ops;

import org.jspecify.annotations.NullMarked;
