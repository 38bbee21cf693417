package dev.andiron.identity;

import java.util.List;
import java.util.Map;

/// The elements that are write-only: taken out of a resource before it is stored, in no answer.
/// Absent, they keep what is stored; an explicit `null` removes it.
public final class CredentialFields {
  private static final Map<String, List<List<String>>> PATHS =
      Map.of(
          Users.TYPE, List.of(List.of("password"), List.of("twoFactor", "secretKey")),
          Clients.TYPE, List.of(List.of("secret")));

  private CredentialFields() {}

  /// The paths of a type's credential fields, as member names from the outside in; empty for most
  /// types.
  public static List<List<String>> of(String type) {
    return PATHS.getOrDefault(type, List.of());
  }
}
