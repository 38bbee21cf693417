package dev.andiron.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// The memory of one Argon2 computation, kept between computations, and the two functions by which
/// the library asks for it (argon2.h, `allocate_fptr` and `deallocate_fptr`). For one thread at a
/// time.
final class NativeBlocks implements AutoCloseable {
  private static final MethodHandle GIVE =
      method("give", int.class, MemorySegment.class, long.class);
  private static final MethodHandle KEEP =
      method("keep", void.class, MemorySegment.class, long.class);

  private static final MethodHandle MALLOC =
      c("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  private static final MethodHandle FREE =
      c("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

  private static final long PAGE = 4096;

  private final Arena arena = Arena.ofShared();
  private final long bytes;
  private final MemorySegment allocated;
  private final MemorySegment memory;
  private final MemorySegment allocate;
  private final MemorySegment free;

  NativeBlocks(long bytes) {
    this.bytes = bytes;
    allocated = malloc(bytes + PAGE);
    // On a page of its own, each block of 1 KiB lies in whole cache lines.
    memory =
        allocated.equals(MemorySegment.NULL)
            ? allocated
            : MemorySegment.ofAddress((allocated.address() + PAGE - 1) & -PAGE);
    Linker linker = Linker.nativeLinker();
    allocate =
        linker.upcallStub(
            GIVE.bindTo(this),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS.withTargetLayout(ValueLayout.ADDRESS),
                ValueLayout.JAVA_LONG),
            arena);
    free =
        linker.upcallStub(
            KEEP.bindTo(this),
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG),
            arena);
  }

  MemorySegment allocate() {
    return allocate;
  }

  MemorySegment free() {
    return free;
  }

  /// Gives the memory back to the system. The library has wiped it.
  @Override
  public void close() {
    arena.close();
    try {
      FREE.invokeExact(allocated);
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a downcall throws nothing of its own
    }
  }

  /// Must not throw: there is no way for an exception through the C frames. A null pointer is how
  /// the library learns that there is no memory.
  int give(MemorySegment pointer, long wanted) {
    boolean fits = wanted <= bytes;
    pointer.set(ValueLayout.ADDRESS, 0, fits ? memory : MemorySegment.NULL);
    return fits ? 0 : -22; // ARGON2_MEMORY_ALLOCATION_ERROR
  }

  void keep(MemorySegment pointer, long bytes) {}

  /// From the C library and not from an arena, which would count against the limit of Java's direct
  /// memory; a null pointer, when there is none, goes on to the library.
  private static MemorySegment malloc(long bytes) {
    try {
      return (MemorySegment) MALLOC.invokeExact(bytes);
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a downcall throws nothing of its own
    }
  }

  private static MethodHandle c(String function, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), descriptor);
  }

  private static MethodHandle method(String name, Class<?> result, Class<?>... parameters) {
    try {
      return MethodHandles.lookup()
          .findVirtual(NativeBlocks.class, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
