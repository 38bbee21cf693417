/// What a resource may look like and by what it may be searched: FHIR R4's definitions and those of
/// the system types, one model for both.
///
/// Owns the definition files and their loading; knows JSON as the form of these files and nothing
/// else. It never checks a resource and never runs a search: `structure` and `search` do, and both
/// read this.
@NullMarked
package dev.andiron.definition;

import org.jspecify.annotations.NullMarked;
