/// The settings of the server.
///
/// Owns their names, defaults and units, and reads them from the command line and the environment.
/// It calls nothing else of the product. It never starts, opens or writes anything.
@NullMarked
package dev.andiron.config;

import org.jspecify.annotations.NullMarked;
