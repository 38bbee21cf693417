package dev.andiron.config;

/// A value that must not be shown: not in a log line, not in an error, not by accident.
public record Secret(String value) {
  @Override
  public String toString() {
    return "(secret)";
  }
}
