package dev.andiron.main;

/// What a first start made up, to be shown once.
///
/// @param user who may do everything
record FirstCredentials(String user, String password) {
  @Override
  public String toString() {
    return "(credentials of " + user + ")";
  }
}
