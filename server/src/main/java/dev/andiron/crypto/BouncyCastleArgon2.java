package dev.andiron.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.jspecify.annotations.Nullable;

/// Argon2 in Java: what remains where the native library cannot be used.
///
/// The blocks of a hash are kept for the next: allocating 19 MiB anew each time keeps the garbage
/// collector busy.
final class BouncyCastleArgon2 implements Argon2Engine {
  private final Argon2BytesGenerator.@Nullable BlockPool pool;

  /// Without kept blocks.
  BouncyCastleArgon2() {
    this.pool = null;
  }

  /// @param keptBlocks KiB that are kept at most, for all threads together
  BouncyCastleArgon2(int keptBlocks) {
    this.pool = new Argon2BytesGenerator.FixedBlockPool(keptBlocks);
  }

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
    if (pool != null) {
      parameters.withBlockPool(pool);
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
