package dev.andiron.identity;

import java.util.List;

/// Which roles a user has.
public final class Roles {
  private final Users users;

  public Roles(Users users) {
    this.users = users;
  }

  /// The names of the Role resources that name this user, sorted; empty where there is no such
  /// user.
  public List<String> of(String userId) {
    User user = users.find(userId);
    return user == null ? List.of() : user.roles();
  }
}
