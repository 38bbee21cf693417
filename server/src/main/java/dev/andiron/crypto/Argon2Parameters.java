package dev.andiron.crypto;

/// The cost of an Argon2 hash (RFC 9106 §3.1).
///
/// @param memory KiB, the `m` of the PHC string
/// @param iterations passes over the memory, `t`
/// @param parallelism lanes, `p`
public record Argon2Parameters(int memory, int iterations, int parallelism) {
  /// The second of OWASP's equivalent choices, and our default: 19 MiB, two passes, one lane.
  public static final Argon2Parameters DEFAULT = new Argon2Parameters(19_456, 2, 1);

  /// The most memory of one hash, in KiB. What is stored may come from an import, and must not be
  /// able to exhaust the machine when somebody signs in.
  static final int MAX_MEMORY = 262_144;

  private static final long MAX_WORK = 1_048_576; // KiB times passes: about one second

  public Argon2Parameters {
    if (parallelism < 1 || parallelism > 16) {
      throw new HashFormatException(HashFormatException.Reason.TOO_COSTLY, "p is not in 1..16");
    }
    if (memory < 8 * parallelism || memory > MAX_MEMORY) {
      throw new HashFormatException(
          HashFormatException.Reason.TOO_COSTLY, "m is not in 8p.." + MAX_MEMORY);
    }
    if (iterations < 1 || (long) iterations * memory > MAX_WORK) {
      throw new HashFormatException(
          HashFormatException.Reason.TOO_COSTLY, "t is not in 1.." + MAX_WORK + "/m");
    }
  }
}
