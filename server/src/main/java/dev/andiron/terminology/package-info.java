/// Which codes a value set has: the stored `ValueSet` and `CodeSystem` resources and the value sets
/// that are built in (<https://hl7.org/fhir/R4/terminology-module.html>).
///
/// Owns the reading of compositions and code systems, their bounds and what is remembered of them.
/// It calls `definition`, `resource` and `json`; `search` and `structure` declare what they need of
/// it, and `main` plugs it in. It never asks another server, and it says so where it does not know.
@NullMarked
package dev.andiron.terminology;

import org.jspecify.annotations.NullMarked;
