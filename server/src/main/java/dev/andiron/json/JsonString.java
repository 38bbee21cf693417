package dev.andiron.json;

/// A JSON string.
public record JsonString(String text) implements Json {}
