package dev.andiron.main.users;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;
import dev.andiron.main.load.Lines;
import dev.andiron.main.load.LoadException;
import dev.andiron.main.load.Unpacked;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The entries of a file of users, one after the other. One thread.
final class UserFile implements AutoCloseable {
  /// One entry.
  ///
  /// @param place `line 7`
  /// @param raw as it stands in the file, for what is refused
  /// @param content null where it cannot be read
  /// @param fault why it cannot
  record Entry(String place, String raw, @Nullable JsonObject content, @Nullable String fault) {}

  /// Reads one entry after the other.
  private interface Source {
    @Nullable Entry next() throws IOException;
  }

  private static final int LONGEST_LINE = 1024 * 1024;

  /// What columns of CSV may be called, and where in a User they belong.
  private static final Map<String, String> COLUMNS =
      new TreeMap<>(
          Map.of(
              "id", "id",
              "userName", "userName",
              "email", "email",
              "displayName", "displayName",
              "phoneNumber", "phoneNumber",
              "givenName", "name",
              "familyName", "name",
              "inactive", "inactive",
              "password", "password",
              "passwordHash", "passwordHash"));

  private final Path file;
  private final Unpacked content;
  private final Source source;
  private String header = "";

  private UserFile(Path file, Unpacked content) throws IOException {
    this.file = file;
    this.content = content;
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String kind = name.replaceFirst("\\.gz$", "").replaceFirst("^.*\\.", "");
    this.source =
        switch (kind) {
          case "csv" -> csv();
          case "ndjson", "jsonl" -> lines();
          case "json" -> whole();
          default ->
              throw new LoadException(
                  file + ": expected a name that ends in .csv, .ndjson, .jsonl or .json");
        };
  }

  /// @throws LoadException where it cannot be read, or is of no kind that is known
  static UserFile open(Path file) {
    try {
      Unpacked content = Unpacked.open(file);
      boolean opened = false;
      try {
        UserFile users = new UserFile(file, content);
        opened = true;
        return users;
      } finally {
        if (!opened) {
          content.close();
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static LoadException unreadable(Path file, IOException e) {
    return new LoadException(
        e instanceof CharacterCodingException
            ? file + " is not UTF-8"
            : "cannot read " + file + ": " + e.getMessage(),
        e);
  }

  /// The next entry, or null after the last.
  @Nullable Entry next() {
    try {
      return source.next();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// How much of the file was read, in bytes.
  long taken() {
    return content.taken();
  }

  /// What has to stand before entries where they are written again: the first line of CSV.
  String header() {
    return header;
  }

  private Source csv() throws IOException {
    CsvRecords records =
        new CsvRecords(
            new BufferedReader(
                new InputStreamReader(content, StandardCharsets.UTF_8.newDecoder())));
    try {
      CsvRecords.Entry first = records.next();
      if (first == null) {
        throw new LoadException(file + " is empty; expected a line that names the columns");
      }
      header = first.raw();
      // Where the comma stands in numbers, spreadsheets write semicolons.
      List<String> columns = first.values();
      if (columns.size() == 1 && header.indexOf(';') >= 0) {
        records.separatedBy(';');
        columns = List.of(header.replace("\"", "").split(";", -1));
      }
      for (String column : columns) {
        if (!COLUMNS.containsKey(column.strip())) {
          throw new LoadException(
              file
                  + ": no column is called \""
                  + column.strip()
                  + "\"; there are "
                  + String.join(", ", COLUMNS.keySet()));
        }
      }
      List<String> names = columns.stream().map(String::strip).toList();
      return () -> record(records, names);
    } catch (CsvRecords.UnclosedException e) {
      throw new LoadException(file + ", line " + e.line() + ": a quote is never closed");
    }
  }

  private @Nullable Entry record(CsvRecords records, List<String> columns) throws IOException {
    CsvRecords.Entry entry;
    try {
      entry = records.next();
    } catch (CsvRecords.UnclosedException e) {
      throw new LoadException(file + ", line " + e.line() + ": a quote is never closed");
    }
    if (entry == null) {
      return null;
    }
    String place = "line " + entry.line();
    if (entry.values().size() != columns.size()) {
      return new Entry(
          place,
          entry.raw(),
          null,
          "has " + entry.values().size() + " values for " + columns.size() + " columns.");
    }
    JsonObject.Builder user = JsonObject.builder();
    JsonObject.Builder name = JsonObject.builder();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      String value = entry.values().get(i);
      if (value.isEmpty()) {
        continue;
      }
      switch (COLUMNS.getOrDefault(column, "")) {
        case "name" -> name.put(column, value);
        case "inactive" -> {
          if (!value.matches("(?i)true|false")) {
            return new Entry(place, entry.raw(), null, "inactive must be true or false.");
          }
          user.put(column, Boolean.parseBoolean(value));
        }
        default -> user.put(column, value);
      }
    }
    JsonObject names = name.build();
    return new Entry(
        place, entry.raw(), names.isEmpty() ? user.build() : user.put("name", names).build(), null);
  }

  private Source lines() {
    Lines lines = new Lines(content, LONGEST_LINE);
    int[] number = {0};
    return () -> {
      byte[] line;
      String text;
      do {
        line = lines.next();
        number[0]++;
        text = line == null ? "" : new String(line, StandardCharsets.UTF_8).strip();
      } while (line != null && text.isEmpty());
      return line == null ? null : entry("line " + number[0], text, line);
    };
  }

  private static Entry entry(String place, String text, byte[] line) {
    if (line.length > LONGEST_LINE) {
      return new Entry(place, "", null, "is longer than " + LONGEST_LINE + " bytes.");
    }
    try {
      return JsonReader.read(line) instanceof JsonObject object
          ? new Entry(place, text, object, null)
          : new Entry(place, text, null, "is no JSON object.");
    } catch (JsonException e) {
      return new Entry(place, text, null, String.valueOf(e.getMessage()));
    }
  }

  /// A realm of Keycloak, its `users`, or a list of users: as a whole in memory.
  private Source whole() throws IOException {
    Json json;
    try {
      json = JsonReader.read(content.readAllBytes());
    } catch (JsonException e) {
      throw new LoadException(file + ": " + e.getMessage());
    }
    Json list = json instanceof JsonObject realm ? realm.get("users") : json;
    if (!(list instanceof JsonArray users)) {
      throw new LoadException(
          file + ": expected a list of users, or an object with the list \"users\"");
    }
    Iterator<Json> each = users.iterator();
    int[] number = {0};
    return () -> {
      if (!each.hasNext()) {
        return null;
      }
      Json user = each.next();
      String place = "users[" + number[0]++ + "]";
      return user instanceof JsonObject object
          ? new Entry(place, JsonWriter.text(object), object, null)
          : new Entry(place, JsonWriter.text(user), null, "is no JSON object.");
    };
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
