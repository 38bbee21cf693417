package dev.andiron.crypto;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// The limit that hashing is measured against: `argon2id_hash_raw` of the library that the server
/// carries, called in a tight loop as a C program would.
final class BareArgon2 {
  private final MethodHandle raw;

  BareArgon2() throws IOException {
    raw =
        Linker.nativeLinker()
            .downcallHandle(
                Argon2Library.load().findOrThrow("argon2id_hash_raw"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG));
  }

  /// One hash at each run; inputs laid out once, nothing encoded. For one thread.
  Runnable loop(String text, Argon2Parameters cost) {
    Arena arena = Arena.ofAuto();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    MemorySegment password = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    MemorySegment salt = arena.allocate(16);
    MemorySegment tag = arena.allocate(32);
    return () -> {
      int error;
      try {
        error =
            (int)
                raw.invokeExact(
                    cost.iterations(),
                    cost.memory(),
                    cost.parallelism(),
                    password,
                    password.byteSize(),
                    salt,
                    salt.byteSize(),
                    tag,
                    tag.byteSize());
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      if (error != 0) {
        throw new IllegalStateException("argon2id_hash_raw: " + error);
      }
    };
  }
}
