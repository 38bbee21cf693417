package dev.andiron.crypto;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which engine computes Argon2 in this process.
final class Argon2Engines {
  private static final Logger LOG = LoggerFactory.getLogger(Argon2Engines.class);

  private Argon2Engines() {}

  /// The native library if it can be loaded and computes what it should, else Java.
  ///
  /// @param memory KiB of the hashes that are usually computed
  static Argon2Engine best(int memory) {
    Argon2Engine engine;
    try {
      engine = new NativeArgon2(Argon2Library.load(), memory);
      if (Argon2SelfTest.passes(engine, memory)) {
        return engine;
      }
      LOG.error("libargon2 failed its self-test; passwords are hashed in Java, more slowly");
    } catch (IOException | IllegalArgumentException | IllegalStateException | LinkageError e) {
      LOG.warn("libargon2 cannot be used; passwords are hashed in Java, more slowly", e);
    } catch (UnsupportedOperationException | IllegalCallerException e) {
      // No native linker on this platform, or --illegal-native-access=deny without our grant.
      LOG.warn("native code cannot be called; passwords are hashed in Java, more slowly", e);
    }
    int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
    return new BouncyCastleArgon2(threads * (memory + 8));
  }
}
