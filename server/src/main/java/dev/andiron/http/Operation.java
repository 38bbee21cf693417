package dev.andiron.http;

/// What a route does, by the name under which people and access policies know it; several routes
/// may do the same.
///
/// @param id `FhirRead`
/// @param description one sentence for people
public record Operation(String id, String description, Admission admission) {
  /// Who gets as far as what the route does.
  public enum Admission {
    /// Anybody, without credentials.
    ALL,
    /// Whoever is signed in; no policy is asked.
    SESSION,
    /// Those whom a policy allows it.
    POLICY,
    /// Those whom a policy allows it, and everybody once somebody made it public.
    OPENABLE
  }
}
