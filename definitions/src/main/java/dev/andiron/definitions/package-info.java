/// Turns the official FHIR R4 definitions into one compact file that the server loads at its start.
///
/// Owns the reading of HL7's XML and JSON and the shape of the file (written down at
/// [dev.andiron.definitions.DefinitionCompiler]); runs in the build only, and nothing of it, nor of
/// what it depends on, reaches the server's jar but that file. It never changes what the
/// definitions say: what cannot be carried over (value sets that need a terminology server) is left
/// out.
@NullMarked
package dev.andiron.definitions;

import org.jspecify.annotations.NullMarked;
