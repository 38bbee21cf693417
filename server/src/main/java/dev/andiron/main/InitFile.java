package dev.andiron.main;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.andiron.json.YamlReader;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resources as code: a file with a list of them, or a Bundle, in JSON or YAML, put in place at
/// every start. What is already as the file says stays as it is: no new version, no session closed.
final class InitFile {
  private static final Logger LOG = LoggerFactory.getLogger(InitFile.class);

  private final Path file;

  InitFile(Path file) {
    this.file = file;
  }

  /// @throws StartupException when the file cannot be read or one of its resources is refused;
  ///   those before it stay
  void applyTo(Store store) {
    List<JsonObject> resources = resources();
    int changed = 0;
    for (int i = 0; i < resources.size(); i++) {
      if (put(store, resources.get(i), i) != Written.Effect.UNCHANGED) {
        changed++;
      }
    }
    LOG.info("{}: {} resources, {} of them new or changed", file, resources.size(), changed);
  }

  private Written.Effect put(Store store, JsonObject resource, int index) {
    String type = text(resource.get("resourceType"));
    String id = text(resource.get("id"));
    if (type == null || id == null) {
      throw broken("resource " + (index + 1) + " needs a resourceType and an id");
    }
    String name = "resource " + (index + 1) + " (" + type + "/" + id + ")";
    if (type.equals("Session")) {
      throw broken(name + ": sessions are made by signing in");
    }
    try {
      return store.put(new ResourceKey(type, id), resource, Precondition.NONE).effect();
    } catch (RefusedException e) {
      throw broken(name + ": " + StartupFailure.reason(e));
    }
  }

  private List<JsonObject> resources() {
    Json content = content();
    if (content instanceof JsonObject bundle && "Bundle".equals(text(bundle.get("resourceType")))) {
      List<Json> entries = new ArrayList<>();
      for (Json entry : bundle.array("entry")) {
        entries.add(
            entry instanceof JsonObject object && object.get("resource") instanceof JsonObject is
                ? is
                : entry);
      }
      content = JsonArray.of(entries);
    }
    if (!(content instanceof JsonArray array)) {
      throw broken("it must be a list of resources, or a Bundle of them");
    }
    List<JsonObject> resources = new ArrayList<>();
    for (Json element : array) {
      if (!(element instanceof JsonObject resource)) {
        throw broken("resource " + (resources.size() + 1) + " is not an object");
      }
      resources.add(resource);
    }
    return resources;
  }

  private Json content() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return file.toString().endsWith(".json") ? JsonReader.read(bytes) : YamlReader.read(bytes);
    } catch (IOException e) {
      throw new StartupException("--init: cannot read " + file, e);
    } catch (JsonException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private StartupException broken(String why) {
    return new StartupException("--init: " + file + ": " + why);
  }

  private static @Nullable String text(@Nullable Json json) {
    return switch (json) {
      case JsonString(String text) -> text;
      case JsonPlain(String text) -> text;
      case null, default -> null;
    };
  }
}
