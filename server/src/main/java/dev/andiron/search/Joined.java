package dev.andiron.search;

/// A search that another one contains: `Observation?subject:Patient.name=x` tells what
/// `Patient?name=x` tells. Whoever may not ask this may not ask that.
///
/// @param type what is searched
/// @param parameter what by
public record Joined(String type, QueryParameter parameter) {}
