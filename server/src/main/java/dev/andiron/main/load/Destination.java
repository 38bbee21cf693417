package dev.andiron.main.load;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where bundles go. Thread-safe.
public interface Destination extends AutoCloseable {
  /// What it is called in the memory of what was done: another name is another place.
  String name();

  /// Has a bundle of type transaction or batch carried out.
  ///
  /// @throws IOException where it is not known whether it was
  Answer post(byte[] bundle) throws IOException, InterruptedException;

  @Override
  default void close() {}

  /// What was answered.
  ///
  /// @param status of HTTP
  /// @param body a Bundle or an OperationOutcome in JSON, or whatever it was
  /// @param retryAfter when to ask again, if that was said
  record Answer(int status, byte[] body, @Nullable Duration retryAfter) {
    boolean isGood() {
      return status >= 200 && status < 300;
    }
  }
}
