package dev.andiron.crypto;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How readily a thread leaves the processor to others: `setpriority(2)`. Java's own priorities do
/// nothing on Linux without a switch that only root may use.
final class Niceness {
  private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);
  private static final int PRIO_PROCESS = 0;
  private static final int CALLER = 0;

  private static final @Nullable MethodHandle SET_PRIORITY = find();

  private Niceness() {}

  /// Elsewhere than on Linux it would be that of the whole process.
  private static @Nullable MethodHandle find() {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("setpriority")
        .map(function ->
            linker.downcallHandle(
                function,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT)))
        .orElse(null);
  }

  /// Lets the calling thread, which must be one of the platform, be so nice from now on. Where that
  /// cannot be, it is as others are.
  ///
  /// @param nice 0 to 19
  static void ofThisThread(int nice) {
    if (SET_PRIORITY == null) {
      return;
    }
    try {
      int refused = (int) SET_PRIORITY.invokeExact(PRIO_PROCESS, CALLER, nice);
      if (refused != 0) {
        LOG.debug("The niceness of a thread could not be set.");
      }
    } catch (Throwable e) { // what a method handle declares
      LOG.debug("The niceness of a thread could not be set.", e);
    }
  }
}
