package dev.andiron.export;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.andiron.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an export was asked to have in it.
///
/// @param url of the request that asked for it
/// @param asker who that was, for [ExportRights]; no credentials
/// @param scope which resources of the types
/// @param types sorted
/// @param named whether the types were named one by one
/// @param since only what was written after this, and what was deleted; null for everything
public record ExportRequest(
    String url,
    JsonObject asker,
    Scope scope,
    List<String> types,
    boolean named,
    @Nullable Instant since) {

  /// Which resources.
  public sealed interface Scope {
    /// All.
    record OfSystem() implements Scope {}

    /// Those in the compartments of patients.
    ///
    /// @param ids of the patients; empty for all of them
    record OfPatients(List<String> ids) implements Scope {
      public OfPatients {
        ids = List.copyOf(ids);
      }
    }

    /// Those in the compartments of the patients of a group.
    ///
    /// @param ids of those of them that are asked for; empty for all
    record OfGroup(String id, List<String> ids) implements Scope {
      public OfGroup {
        ids = List.copyOf(ids);
      }
    }
  }

  public ExportRequest {
    types = List.copyOf(types);
  }

  String text() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("url", url)
            .put("asker", asker)
            .put("types", strings(types))
            .put("named", named);
    switch (scope) {
      case Scope.OfSystem _ -> json.put("scope", "system");
      case Scope.OfPatients(List<String> ids) ->
          json.put("scope", "patients").put("patients", strings(ids));
      case Scope.OfGroup(String id, List<String> ids) ->
          json.put("scope", "group").put("group", id).put("patients", strings(ids));
    }
    if (since != null) {
      json.put("since", since.toString());
    }
    return JsonWriter.text(json.build());
  }

  static ExportRequest of(String text) {
    JsonObject json = (JsonObject) JsonReader.read(text);
    List<String> patients = strings(json.array("patients"));
    String since = json.string("since");
    return new ExportRequest(
        present(json, "url"),
        Objects.requireNonNull(json.object("asker")),
        switch (present(json, "scope")) {
          case "patients" -> new Scope.OfPatients(patients);
          case "group" -> new Scope.OfGroup(present(json, "group"), patients);
          default -> new Scope.OfSystem();
        },
        strings(json.array("types")),
        json.flag("named", false),
        since == null ? null : Instant.parse(since));
  }

  private static String present(JsonObject json, String name) {
    return Objects.requireNonNull(json.string(name));
  }

  private static JsonArray strings(List<String> strings) {
    return JsonArray.of(strings.stream().map(Json::of).toList());
  }

  private static List<String> strings(JsonArray array) {
    return array.stream()
        .filter(JsonString.class::isInstance)
        .map(each -> ((JsonString) each).text())
        .toList();
  }
}
