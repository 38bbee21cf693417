/// The store of every resource, whatever its type.
///
/// Owns tables, versions, history, the change feed and the transaction in which they and what is
/// plugged in ([Validator], [Indexer], [WriteHook], [Witness]) are written together. It calls `pg`
/// and `json`; it never knows HTTP, an element of a type, or what a credential is.
@NullMarked
package dev.andiron.resource;

import org.jspecify.annotations.NullMarked;
