/// What the OAuth endpoints have in common: reading parameters, authenticating the client, errors.
///
/// Owns the closed catalogue of errors and their one rendering. It calls `identity`, `http`,
/// `media` and `json`; it knows no endpoint.
@NullMarked
package dev.andiron.oauth.protocol;

import org.jspecify.annotations.NullMarked;
