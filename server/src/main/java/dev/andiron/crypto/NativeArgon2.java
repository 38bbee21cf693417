package dev.andiron.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ArrayBlockingQueue;

/// Argon2 by the reference library in C, through `java.lang.foreign`.
///
/// The memory of a hash is kept for the next one instead of being mapped and faulted in again,
/// which costs a twentieth of a hash; the library wipes it after use. Hashes that need more than
/// ours do take their memory from the library and give it back.
final class NativeArgon2 implements Argon2Engine {
  // argon2.h, struct Argon2_Context.
  private static final GroupLayout CONTEXT =
      MemoryLayout.structLayout(
          ValueLayout.ADDRESS.withName("out"),
          ValueLayout.JAVA_INT.withName("outlen"),
          MemoryLayout.paddingLayout(4),
          ValueLayout.ADDRESS.withName("pwd"),
          ValueLayout.JAVA_INT.withName("pwdlen"),
          MemoryLayout.paddingLayout(4),
          ValueLayout.ADDRESS.withName("salt"),
          ValueLayout.JAVA_INT.withName("saltlen"),
          MemoryLayout.paddingLayout(4),
          ValueLayout.ADDRESS.withName("secret"),
          ValueLayout.JAVA_INT.withName("secretlen"),
          MemoryLayout.paddingLayout(4),
          ValueLayout.ADDRESS.withName("ad"),
          ValueLayout.JAVA_INT.withName("adlen"),
          ValueLayout.JAVA_INT.withName("t_cost"),
          ValueLayout.JAVA_INT.withName("m_cost"),
          ValueLayout.JAVA_INT.withName("lanes"),
          ValueLayout.JAVA_INT.withName("threads"),
          ValueLayout.JAVA_INT.withName("version"),
          ValueLayout.ADDRESS.withName("allocate_cbk"),
          ValueLayout.ADDRESS.withName("free_cbk"),
          ValueLayout.JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4));

  private final MethodHandle argon2Ctx;
  private final int keptMemory;
  private final ArrayBlockingQueue<NativeBlocks> kept =
      new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

  /// @param library that has `argon2_ctx`, for the life of the process
  /// @param keptMemory KiB of a hash as it is usually computed
  /// @throws IllegalArgumentException if the library lacks the function
  NativeArgon2(SymbolLookup library, int keptMemory) {
    this.keptMemory = keptMemory;
    this.argon2Ctx =
        Linker.nativeLinker()
            .downcallHandle(
                library
                    .find("argon2_ctx")
                    .orElseThrow(() -> new IllegalArgumentException("no argon2_ctx")),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  }

  @Override
  public byte[] compute(Argon2Input input) {
    NativeBlocks blocks = input.cost().memory() == keptMemory ? takeBlocks() : null;
    boolean reusable = false;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = arena.allocate(CONTEXT);
      MemorySegment out = arena.allocate(input.length());
      MemorySegment password = put(context, arena, "pwd", input.password());
      put(context, arena, "salt", input.salt());
      put(context, arena, "secret", input.secret());
      put(context, arena, "ad", input.data());
      setAddress(context, "out", out);
      setInt(context, "outlen", input.length());
      setInt(context, "t_cost", input.cost().iterations());
      setInt(context, "m_cost", input.cost().memory());
      setInt(context, "lanes", input.cost().parallelism());
      setInt(context, "threads", 1); // the hashing pool decides how many cores there are for hashes
      setInt(context, "version", input.version());
      if (blocks != null) {
        setAddress(context, "allocate_cbk", blocks.allocate());
        setAddress(context, "free_cbk", blocks.free());
      }
      int error;
      try {
        error = call(context, input.variant());
      } finally {
        password.fill((byte) 0);
      }
      if (error != 0) {
        throw new IllegalStateException("argon2_ctx: error " + error); // -22: out of memory
      }
      reusable = true;
      return out.toArray(ValueLayout.JAVA_BYTE);
    } finally {
      if (blocks != null && !(reusable && kept.offer(blocks))) {
        blocks.close();
      }
    }
  }

  @Override
  public String name() {
    return "libargon2";
  }

  private NativeBlocks takeBlocks() {
    NativeBlocks blocks = kept.poll();
    return blocks != null ? blocks : new NativeBlocks(keptMemory * 1024L);
  }

  private int call(MemorySegment context, Argon2Variant variant) {
    try {
      return (int) argon2Ctx.invokeExact(context, variant.number);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a downcall throws nothing checked
    }
  }

  private static MemorySegment put(MemorySegment context, Arena arena, String field, byte[] bytes) {
    MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    setAddress(context, field, bytes.length == 0 ? MemorySegment.NULL : copy);
    setInt(context, field + "len", bytes.length);
    return copy;
  }

  private static void setInt(MemorySegment context, String field, int value) {
    context.set(ValueLayout.JAVA_INT, offset(field), value);
  }

  private static void setAddress(MemorySegment context, String field, MemorySegment value) {
    context.set(ValueLayout.ADDRESS, offset(field), value);
  }

  private static long offset(String field) {
    return CONTEXT.byteOffset(PathElement.groupElement(field));
  }
}
