package dev.andiron.crypto;

import dev.andiron.crypto.HashFormatException.Reason;

/// A password hash as it is stored, parsed and found affordable.
sealed interface StoredHash permits Argon2Hash, ScryptHash, BcryptHash, Pbkdf2Hash {

  /// Longer than any hash with the salt and digest lengths we accept.
  int MAX_LENGTH = 512;

  /// Whether these bytes are the password. The comparison takes the same time for every digest.
  boolean matches(byte[] password, Argon2Engine engine);

  /// What computing it costs: hashes of the same take the same time.
  Cost cost();

  /// A hash of the same cost, of no password at all.
  StoredHash ofNothing();

  /// The program and its parameters, as text that says nothing of the password.
  record Cost(String text) {}

  /// @throws HashFormatException if the format is unknown, broken, or too costly
  static StoredHash parse(String hash) {
    if (hash.length() > MAX_LENGTH) {
      throw new HashFormatException(Reason.MALFORMED, "longer than " + MAX_LENGTH);
    }
    String[] fields = hash.split("\\$", -1);
    if (fields.length < 2 || !fields[0].isEmpty()) {
      throw new HashFormatException(Reason.UNKNOWN_FORMAT, "no $ at the start");
    }
    return switch (fields[1]) {
      case "argon2id" -> Argon2Hash.parse(Argon2Variant.ID, fields);
      case "argon2i" -> Argon2Hash.parse(Argon2Variant.I, fields);
      case "argon2d" -> Argon2Hash.parse(Argon2Variant.D, fields);
      case "s0" -> ScryptHash.parseS0(fields);
      case "scrypt" -> ScryptHash.parsePhc(fields);
      case "2a", "2b", "2y" -> BcryptHash.parse(fields);
      case "pbkdf2" -> Pbkdf2Hash.parse("HmacSHA1", fields);
      case "pbkdf2-sha1" -> Pbkdf2Hash.parse("HmacSHA1", fields);
      case "pbkdf2-sha256" -> Pbkdf2Hash.parse("HmacSHA256", fields);
      case "pbkdf2-sha512" -> Pbkdf2Hash.parse("HmacSHA512", fields);
      default -> throw new HashFormatException(Reason.UNKNOWN_FORMAT, "an unknown identifier");
    };
  }
}
