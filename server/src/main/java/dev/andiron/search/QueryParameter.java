package dev.andiron.search;

/// One name (with its modifier) and value of a query, decoded: `family:exact`, `Ng`.
public record QueryParameter(String name, String value) {}
