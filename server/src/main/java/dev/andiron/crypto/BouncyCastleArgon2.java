package dev.andiron.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;

/// Argon2 in Java: what remains where the native library cannot be used.
final class BouncyCastleArgon2 implements Argon2Engine {
  @Override
  public byte[] compute(Argon2Input input) {
    org.bouncycastle.crypto.params.Argon2Parameters.Builder parameters =
        new org.bouncycastle.crypto.params.Argon2Parameters.Builder(input.variant().number)
            .withVersion(input.version())
            .withMemoryAsKB(input.cost().memory())
            .withIterations(input.cost().iterations())
            .withParallelism(input.cost().parallelism())
            .withSalt(input.salt());
    if (input.secret().length > 0) {
      parameters.withSecret(input.secret());
    }
    if (input.data().length > 0) {
      parameters.withAdditional(input.data());
    }
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(parameters.build());
    byte[] tag = new byte[input.length()];
    generator.generateBytes(input.password(), tag);
    return tag;
  }

  @Override
  public String name() {
    return "BouncyCastle";
  }
}
