package dev.andiron.export;

import dev.andiron.export.ExportFile.Kind;
import dev.andiron.export.ExportPlan.Part;
import dev.andiron.export.ExportRights.Rights;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.pg.Database;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Snapshot;
import dev.andiron.search.PatientCompartment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The work at one export, page by page. A page is read, without a transaction, from what is as it
/// was; then it and the position after it are written in one. So whoever takes the work over goes
/// on where it stands, and no line is twice or missing. One thread.
final class ExportRun {
  /// What is done at once.
  ///
  /// @param page how many resources are read
  /// @param lines how many a file has at the most
  record Sizes(int page, long lines) {
    static final Sizes STANDARD = new Sizes(1000, 100_000);
  }

  private static final long MOST_BYTES = 1024L * 1024;
  private static final int DELETED_AT_ONCE = 100;

  private static final long FILE_BYTES = 64L * 1024 * 1024;

  /// A position in a part of which nothing but what is said of it was written. No id has it.
  private static final String BEGUN = "=";

  /// What everything is done with.
  ///
  /// @param keep how long the files are kept
  record Tools(
      Database database,
      ExportStore store,
      ExportRights rights,
      PatientCompartment compartment,
      ReadHooks hooks,
      Clock clock,
      Duration keep,
      Sizes sizes) {}

  private final Tools tools;
  private final ExportJob job;
  private final List<Part> parts;
  private final Snapshot snapshot;
  private final Compartment compartment;
  private final Set<String> written;
  private final Map<Part, ExportFile> open = new HashMap<>();
  private int files;
  private int part;
  private String position;

  ExportRun(Tools tools, ExportJob job) {
    ExportRequest request = job.request();
    this.tools = tools;
    this.job = job;
    this.parts = ExportPlan.of(request).parts();
    this.snapshot = new Snapshot(tools.database(), job.time(), request.since());
    this.compartment = Compartment.of(tools.compartment(), request.scope(), snapshot);
    this.written = snapshot.written(request.types());
    this.part = job.part();
    this.position = job.position();
    for (ExportFile file : tools.store().files(job.id())) {
      open.put(new Part(file.kind(), file.type()), file);
      files = file.number();
    }
  }

  /// Does one page.
  ///
  /// @return whether there is more to do
  /// @throws ExportStore.LostException where another node works at it, or it was removed
  boolean step() {
    if (job.error() != null) {
      fail(job.error());
      return false;
    }
    Rights rights = tools.rights().of(job.request().asker());
    if (rights == null) {
      fail("Whoever asked for this export may not have it any more.");
      return false;
    }
    while (part < parts.size() && !written.contains(parts.get(part).type())) {
      part++; // nothing to read, nothing to write
      position = "";
    }
    if (part == parts.size()) {
      tools.store().finish(job.id(), expires());
      return false;
    }
    Part now = parts.get(part);
    if (position.isEmpty()
        && now.kind() == Kind.OUTPUT
        && job.request().named()
        && !rights.lists(now.type())) {
      write(part, BEGUN, partial(now.type()));
      return true;
    }
    Snapshot.Page page = read(now);
    List<ResourceVersion> given =
        rights.given(now.type(), page.versions().stream().filter(compartment::has).toList());
    String next = page.next();
    write(next == null ? part + 1 : part, next == null ? "" : next, lines(rights, now, given));
    return true;
  }

  private Snapshot.Page read(Part now) {
    String after = position.equals(BEGUN) ? "" : position;
    return now.kind() == Kind.DELETED
        ? snapshot.deleted(now.type(), after, Math.min(tools.sizes().page(), DELETED_AT_ONCE))
        : snapshot.page(now.type(), after, tools.sizes().page(), MOST_BYTES);
  }

  private @Nullable Lines lines(Rights rights, Part now, List<ResourceVersion> given) {
    if (given.isEmpty()) {
      return null;
    }
    if (now.kind() == Kind.DELETED) {
      return Lines.of(Kind.DELETED, "Bundle", List.of(JsonWriter.utf8(deletions(given))));
    }
    List<ResourceVersion> shown = tools.hooks().shown(now.type(), given);
    List<byte[]> texts = new ArrayList<>(given.size());
    for (int i = 0; i < given.size(); i++) {
      texts.add(rights.content(given.get(i), shown.get(i)));
    }
    return Lines.of(Kind.OUTPUT, now.type(), texts);
  }

  /// "Each line in the output file SHALL contain a FHIR Bundle with a type of transaction … The
  /// request.method element SHALL be set to DELETE" (complete status, `deleted`).
  private static JsonObject deletions(List<ResourceVersion> versions) {
    List<Json> entries =
        versions.stream()
            .map(version ->
                (Json)
                    JsonObject.of(
                        "request",
                        JsonObject.of("method", "DELETE").with("url", version.key().toString())))
            .toList();
    return JsonObject.of("resourceType", "Bundle")
        .with("type", "transaction")
        .with("entry", JsonArray.of(entries));
  }

  /// Says of a type that was asked for by name why not all of it is there, and nothing of what is.
  private static Lines partial(String type) {
    JsonObject issue =
        JsonObject.of("severity", "information")
            .with("code", "suppressed")
            .with(
                "diagnostics",
                "Of "
                    + type
                    + " this export has what you may read one by one: no access policy allows you"
                    + " GET /"
                    + type
                    + ".");
    return Lines.of(
        Kind.ERROR,
        "OperationOutcome",
        List.of(
            JsonWriter.utf8(
                JsonObject.of("resourceType", "OperationOutcome")
                    .with("issue", JsonArray.of(issue)))));
  }

  private void write(int nextPart, String nextPosition, @Nullable Lines lines) {
    ExportFile file = lines == null ? null : file(lines).with(lines);
    tools.store().goOn(job.id(), nextPart, nextPosition, lines, file);
    part = nextPart;
    position = nextPosition;
    if (file != null) {
      open.put(new Part(file.kind(), file.type()), file);
      files = Math.max(files, file.number());
    }
  }

  /// That at whose end the lines go: a new one where there is none, or it is full.
  private ExportFile file(Lines lines) {
    ExportFile file = open.get(new Part(lines.kind(), lines.type()));
    boolean fits =
        file != null
            && file.count() + lines.count() <= tools.sizes().lines()
            && file.bytes() + lines.bytes().length <= FILE_BYTES;
    return fits && file != null
        ? file
        : new ExportFile(files + 1, lines.kind(), lines.type(), 0, 0, 0);
  }

  void fail(String error) {
    tools.store().fail(job.id(), error, expires());
  }

  private Instant expires() {
    return tools.clock().instant().plus(tools.keep());
  }
}
