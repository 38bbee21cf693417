package dev.andiron.pg;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much memory a process of PostgreSQL may have that serves one connection. PostgreSQL has no
/// such setting; Linux has (prlimit(2)), for a process on this machine. What wants more than that
/// is an error of one query ("out of memory", 53200) and of nobody else. Thread-safe.
///
/// @param limit in bytes, or null: as much as it takes
record BackendMemory(@Nullable Long limit) {
  private static final Logger LOG = LoggerFactory.getLogger(BackendMemory.class);

  /// What a process has written to and nobody else sees (getrlimit(2), Linux).
  private static final int RLIMIT_DATA = 2;

  private static final @Nullable MethodHandle PRLIMIT = prlimit();
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private static @Nullable MethodHandle prlimit() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor descriptor =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS);
    return linker
        .defaultLookup()
        .find("prlimit")
        .map(function -> linker.downcallHandle(function, descriptor))
        .orElse(null);
  }

  /// Sets the limit of the process behind this connection; it costs about a microsecond, and a
  /// second time nothing changes.
  void bound(Connection connection) throws SQLException {
    Long bytes = limit;
    if (bytes != null && !isSet(connection.unwrap(PGConnection.class).getBackendPID(), bytes)) {
      if (TOLD.compareAndSet(false, true)) {
        LOG.warn("the system does not let us bound the memory of the queries of policies");
      }
    }
  }

  private static boolean isSet(int process, long bytes) {
    MethodHandle function = PRLIMIT;
    if (function == null) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(ValueLayout.JAVA_LONG, 2); // what counts, and its limit
      both.setAtIndex(ValueLayout.JAVA_LONG, 0, bytes);
      both.setAtIndex(ValueLayout.JAVA_LONG, 1, bytes);
      return (int) function.invokeExact(process, RLIMIT_DATA, both, MemorySegment.NULL) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a downcall throws nothing of its own
    }
  }
}
