/// Whether a resource is what the definition of its type says: the JSON form of FHIR
/// (<https://hl7.org/fhir/R4/json.html>), elements, cardinalities, formats of primitive values.
///
/// Owns the walk through a resource and the rules on the way; calls `definition` and `json`, and is
/// plugged into `resource` as its [dev.andiron.resource.Validator]. It never looks anything up in
/// the store, and never repeats a credential's value.
@NullMarked
package dev.andiron.structure;

import org.jspecify.annotations.NullMarked;
