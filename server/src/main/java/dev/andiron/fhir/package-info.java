/// The FHIR RESTful API (<https://hl7.org/fhir/R4/http.html>), one class for each interaction.
///
/// Owns the interactions, their conditions and headers, and the OperationOutcome in which
/// everything outside `/auth/*` is refused. It calls the store, the search and the guard; it never
/// decides who may do what and knows nothing of tokens.
@NullMarked
package dev.andiron.fhir;

import org.jspecify.annotations.NullMarked;
