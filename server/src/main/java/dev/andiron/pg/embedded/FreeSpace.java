package dev.andiron.pg.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether more of the file system is free than is to stay so. PostgreSQL that cannot write its
/// journal ends at once, and then nothing can be read either: so writing stops before that.
/// Thread-safe; asking costs one call of the kernel.
final class FreeSpace implements BooleanSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);

  private final Path folder;
  private final FileStore store;
  private final long reserve;
  private final AtomicBoolean isShort = new AtomicBoolean();

  /// @param reserve in bytes
  FreeSpace(Path folder, long reserve) throws IOException {
    this.folder = folder;
    this.store = Files.getFileStore(folder);
    this.reserve = reserve;
  }

  @Override
  public boolean getAsBoolean() {
    long free = free();
    boolean enough = free >= reserve;
    if (isShort.compareAndSet(enough, !enough)) {
      if (enough) {
        LOG.info(
            "There is space again for {}: {} MB are free; writing goes on.", folder, free >> 20);
      } else {
        LOG.error(
            "Only {} MB are free for {}, and {} MB are to stay so: nothing is written until there is"
                + " more space (--disk-reserve).",
            free >> 20,
            folder,
            reserve >> 20);
      }
    }
    return enough;
  }

  private long free() {
    try {
      return store.getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("the free space for " + folder + " cannot be told", e);
    }
  }
}
