package dev.andiron.access;

/// The first condition of a rule that a request does not meet.
///
/// @param at where in the policy it stands: `matcho.params.patient`, `and[1].matcho.uri`
/// @param message what was expected there, without any value of the request
record Failure(String at, String message) {}
