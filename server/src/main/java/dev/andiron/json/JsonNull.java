package dev.andiron.json;

/// `null`.
public enum JsonNull implements Json {
  NULL
}
