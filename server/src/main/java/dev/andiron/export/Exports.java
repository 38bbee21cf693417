package dev.andiron.export;

import dev.andiron.pg.Database;
import dev.andiron.resource.ReadHooks;
import dev.andiron.search.PatientCompartment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The bulk exports of all nodes: begun here, worked at by any (docs/adr/0019-bulk-export.md).
/// Thread-safe; throws [dev.andiron.pg.DatabaseException] where the database cannot be asked.
public final class Exports implements AutoCloseable {
  /// How many exports somebody may have under way, and in all.
  private static final int MOST_OPEN = 3;

  private static final int MOST = 20;

  private final ExportStore store;
  private final ExportWork work;
  private final Clock clock;
  private final PatientCompartment compartment;

  /// @param keep how long the files are kept
  public Exports(
      Database database,
      PatientCompartment compartment,
      ReadHooks hooks,
      ExportRights rights,
      Clock clock,
      Duration keep) {
    this.store = new ExportStore(database, UUID.randomUUID().toString());
    this.clock = clock;
    this.compartment = compartment;
    this.work =
        new ExportWork(
            new ExportRun.Tools(
                database,
                store,
                rights,
                compartment,
                hooks,
                clock,
                keep,
                ExportRun.Sizes.STANDARD));
  }

  /// Works at exports in the background from now on.
  public void start() {
    work.start();
  }

  /// The types of which resources can be in a patient's compartment, sorted.
  public List<String> typesOfPatients() {
    return List.copyOf(compartment.types());
  }

  /// Begins an export of what is there now.
  ///
  /// @param owner who asks: `User/id` or `Client/id`
  /// @return its id
  /// @throws TooManyExportsException where they have as many as one may have
  public String begin(String owner, ExportRequest request) {
    String id = UUID.randomUUID().toString();
    store.add(id, owner, request, clock.instant().truncatedTo(ChronoUnit.MILLIS), MOST_OPEN, MOST);
    work.wake();
    return id;
  }

  /// An export that is under way, or whose files are still kept; null where there is none.
  public @Nullable ExportJob find(String id) {
    ExportJob job = store.find(id);
    Instant expires = job == null ? null : job.expires();
    return expires != null && !clock.instant().isBefore(expires) ? null : job;
  }

  /// Ends an export, and removes its files.
  public void remove(String id) {
    store.remove(id);
  }

  public List<ExportFile> files(ExportJob job) {
    return store.files(job.id());
  }

  /// Writes a file, chunk by chunk; no connection to the database is held while it is written.
  ///
  /// @throws IOException of the stream
  /// @throws IllegalStateException where the file is removed meanwhile
  public void write(ExportJob job, ExportFile file, OutputStream out) throws IOException {
    for (int number = 1; number <= file.chunks(); number++) {
      byte[] chunk = store.chunk(job.id(), file.number(), number);
      if (chunk == null) {
        throw new IllegalStateException("the file was removed while it was read");
      }
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(chunk))) {
        in.transferTo(out);
      }
    }
  }

  /// Leaves what is under way to other nodes.
  @Override
  public void close() {
    work.close();
  }
}
