package dev.andiron.pg.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An embedded PostgreSQL in a temporary folder, quick and forgetful, gone at the end of the JVM.
/// Its binaries stay in `target`.
public final class TestCluster {
  private TestCluster() {}

  public static EmbeddedPostgres start() {
    try {
      Path folder = Files.createTempDirectory("andiron-test-");
      EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, options());
      atEnd(postgres::close, folder);
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every database of a test keeps two until the JVM ends.
  static final int CONNECTIONS = 600;

  static EmbeddedPostgres.Options options() {
    Path binaries = Path.of("target", "postgresql").toAbsolutePath();
    return new EmbeddedPostgres.Options(
        binaries, false, CONNECTIONS, EmbeddedPostgres.Options.BY_CODE_POINT);
  }

  static void atEnd(Runnable close, Path folder) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  close.run();
                  delete(folder);
                }));
  }

  static void delete(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
