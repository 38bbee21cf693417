package dev.andiron.identity;

/// What is worth to be known of a sign-in afterwards.
///
/// @param newSource whether the person had not signed in from there within the last 90 days
/// @param failures of theirs shortly before, there or at other sources that were new
public record Circumstances(boolean newSource, int failures) {}
