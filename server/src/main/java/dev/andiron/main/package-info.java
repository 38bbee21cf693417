/// The program: its command line and its wiring.
///
/// Owns what happens from `main` to the ready line and from the signal to the end, and is the only
/// room that knows all the others. [App] puts them together with plain constructors. It never
/// answers a request itself.
@NullMarked
package dev.andiron.main;

import org.jspecify.annotations.NullMarked;
