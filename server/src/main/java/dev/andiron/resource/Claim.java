package dev.andiron.resource;

/// That nothing met a condition when it was looked for; made by [Claims#claim] before looking.
///
/// @param condition what the condition is known by
/// @param number how often it was claimed before, and once more
public record Claim(byte[] condition, long number) {}
