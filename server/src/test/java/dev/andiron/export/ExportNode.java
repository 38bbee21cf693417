package dev.andiron.export;

import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Validator;
import dev.andiron.search.PatientCompartment;
import dev.andiron.search.SearchIndex;
import dev.andiron.search.SearchParameters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A node that works at exports step by step, as it is told, on a database that it may share.
final class ExportNode {
  static final String OWNER = "User/u";

  final Database database;
  final ExportStore exports;
  final Store store;
  private final ExportRun.Tools tools;

  /// @param mayRead what the asker may read one by one; null where they may list everything
  ExportNode(
      Database database, SearchParameters parameters, @Nullable Predicate<ResourceKey> mayRead) {
    this.database = database;
    this.exports = new ExportStore(database, UUID.randomUUID().toString());
    this.store =
        new Store(
            database,
            Clock.systemUTC(),
            () -> UUID.randomUUID().toString(),
            new Anything(),
            new SearchIndex(parameters),
            List.of(),
            new ChangeFeed(database, Set.of(), Set.of()));
    this.tools =
        new ExportRun.Tools(
            database,
            exports,
            _ -> new Granted(mayRead),
            new PatientCompartment(parameters),
            new ReadHooks(List.of()),
            Clock.systemUTC(),
            Duration.ofHours(1),
            new ExportRun.Sizes(7, 20));
  }

  private record Granted(@Nullable Predicate<ResourceKey> mayRead) implements ExportRights.Rights {
    @Override
    public boolean lists(String type) {
      return mayRead == null;
    }

    @Override
    public List<ResourceVersion> given(String type, List<ResourceVersion> versions) {
      return versions.stream()
          .filter(version -> mayRead == null || mayRead.test(version.key()))
          .toList();
    }

    @Override
    public byte[] content(ResourceVersion version, ResourceVersion shown) {
      return shown.text();
    }
  }

  private record Anything() implements Validator {
    @Override
    public boolean knows(String type) {
      return true;
    }

    @Override
    public Checked check(JsonObject resource) {
      return new Checked(resource, List.of());
    }
  }

  void put(String type, String id, String members) {
    JsonObject resource = JsonObject.of("resourceType", type).with("id", id);
    for (JsonObject.Member member : (JsonObject) JsonReader.read(members)) {
      resource = resource.with(member.name(), member.value());
    }
    store.put(new ResourceKey(type, id), resource, new Precondition.None());
  }

  void delete(String type, String id) {
    store.delete(new ResourceKey(type, id), new Precondition.None());
  }

  /// Begins an export of now; its id.
  String begin(ExportRequest.Scope scope, @Nullable Instant since, String... types) {
    String id = UUID.randomUUID().toString();
    exports.add(
        id,
        OWNER,
        new ExportRequest(
            "http://localhost/$export", JsonObject.EMPTY, scope, List.of(types), true, since),
        Clock.systemUTC().instant(),
        3,
        20);
    return id;
  }

  /// Takes the job that waits.
  ExportRun take() {
    return new ExportRun(tools, Objects.requireNonNull(exports.take(Clock.systemUTC().instant())));
  }

  void toTheEnd() {
    ExportRun run = take();
    while (run.step()) {}
  }

  /// As if this node had died.
  void diesOf(String id) {
    database.execute(
        Statement.of("update export_job set beat = now() - interval '1 hour' where id = ?", id));
  }

  List<ExportFile> files(String id, ExportFile.Kind kind) {
    return exports.files(id).stream().filter(file -> file.kind() == kind).toList();
  }

  /// The lines of the files of a kind, in their order.
  List<JsonObject> lines(String id, ExportFile.Kind kind) {
    List<JsonObject> lines = new ArrayList<>();
    for (ExportFile file : files(id, kind)) {
      StringBuilder text = new StringBuilder();
      for (int i = 1; i <= file.chunks(); i++) {
        text.append(unpacked(Objects.requireNonNull(exports.chunk(id, file.number(), i))));
      }
      text.toString().lines().forEach(line -> lines.add((JsonObject) JsonReader.read(line)));
    }
    return lines;
  }

  private static String unpacked(byte[] chunk) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(chunk))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `Type/id` and version of each resource, in their order.
  List<String> output(String id) {
    return lines(id, ExportFile.Kind.OUTPUT).stream()
        .map(line ->
            line.string("resourceType")
                + "/"
                + line.string("id")
                + " "
                + Objects.requireNonNull(line.object("meta")).string("versionId"))
        .toList();
  }
}
