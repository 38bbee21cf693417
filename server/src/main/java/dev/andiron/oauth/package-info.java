/// OAuth 2.0 as clients meet it: the token endpoint and those around it.
///
/// Owns the paths under `/auth` that speak OAuth, their parameters and the catalogue of their
/// errors. It calls `access`, `identity`, `http`, `media` and `json`; it never touches a table, and
/// knows no FHIR.
@NullMarked
package dev.andiron.oauth;

import org.jspecify.annotations.NullMarked;
