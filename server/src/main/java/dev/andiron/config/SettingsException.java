package dev.andiron.config;

/// A setting cannot be used. The message is one line for the person who made it.
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SettingsException(String message) {
    super(message);
  }
}
