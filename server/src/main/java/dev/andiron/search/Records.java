package dev.andiron.search;

/// What a server writes down by itself about everything that is done. It refers to whatever
/// somebody looked at: where references are followed without saying which, these are not.
final class Records {
  static final String TYPE = "AuditEvent";

  private Records() {}
}
