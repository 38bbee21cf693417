package dev.andiron.crypto;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

/// `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`; without `v=` it is version 0x10, as the reference
/// implementation reads it.
record Argon2Hash(
    Argon2Variant variant, int version, Argon2Parameters parameters, byte[] salt, byte[] tag)
    implements StoredHash {
  static final int VERSION = 0x13;
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
  private static final byte[] NONE = {};

  static Argon2Hash parse(Argon2Variant variant, String[] fields) {
    boolean versioned = fields.length > 2 && fields[2].startsWith("v=");
    HashFields.count(fields, versioned ? 6 : 5);
    int version = versioned ? HashFields.numbers(fields[2], "v").getOrDefault("v", 0) : 0x10;
    if (version != VERSION && version != 0x10) {
      throw HashFields.malformed("the version");
    }
    int at = versioned ? 3 : 2;
    Map<String, Integer> numbers = HashFields.numbers(fields[at], "m", "t", "p");
    Argon2Parameters cost =
        new Argon2Parameters(
            numbers.getOrDefault("m", 0),
            numbers.getOrDefault("t", 0),
            numbers.getOrDefault("p", 0));
    // RFC 9106 §3.1: a tag of at least 4 bytes; the reference implementation wants 8 of salt.
    // A tag as short as 4 could be guessed: 12 is what we take.
    return new Argon2Hash(
        variant,
        version,
        cost,
        HashFields.base64(fields[at + 1], 8),
        HashFields.base64(fields[at + 2], 12));
  }

  static Argon2Hash of(byte[] password, Argon2Parameters cost, byte[] salt, Argon2Engine engine) {
    byte[] tag =
        engine.compute(
            new Argon2Input(Argon2Variant.ID, VERSION, cost, password, salt, NONE, NONE, 32));
    return new Argon2Hash(Argon2Variant.ID, VERSION, cost, salt, tag);
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine engine) {
    Argon2Input input =
        new Argon2Input(variant, version, parameters, password, salt, NONE, NONE, tag.length);
    return MessageDigest.isEqual(tag, engine.compute(input));
  }

  @Override
  public Cost cost() {
    return new Cost(variant + " " + version + " " + parameters);
  }

  @Override
  public StoredHash ofNothing() {
    return new Argon2Hash(
        variant,
        version,
        parameters,
        TokenBytes.random(salt.length),
        TokenBytes.random(tag.length));
  }

  /// Whether it was made as we make hashes now.
  boolean isMadeWith(Argon2Parameters wanted) {
    return variant == Argon2Variant.ID
        && version == VERSION
        && parameters.equals(wanted)
        && salt.length >= 16
        && tag.length >= 32;
  }

  String phc() {
    return "$argon2id$v=19$m="
        + parameters.memory()
        + ",t="
        + parameters.iterations()
        + ",p="
        + parameters.parallelism()
        + "$"
        + BASE64.encodeToString(salt)
        + "$"
        + BASE64.encodeToString(tag);
  }
}
