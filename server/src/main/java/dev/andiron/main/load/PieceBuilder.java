package dev.andiron.main.load;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonSlice;
import dev.andiron.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the entries of a piece together.
final class PieceBuilder {
  /// More than this is not sent together where it need not be.
  private static final int MOST_ENTRIES = 250;

  private static final int MOST_BYTES = 2 * 1024 * 1024;

  private final Path file;
  private final Ids ids;
  private final ByteArrayOutputStream out;
  private final List<Piece.Part> parts = new ArrayList<>();
  private boolean together = true;

  /// @param size that the bundle will have, about, in bytes
  PieceBuilder(Path file, Ids ids, int size) {
    this.file = file;
    this.ids = ids;
    this.out = new ByteArrayOutputStream(size);
    out.writeBytes(Piece.BEFORE_TYPE);
    out.writeBytes(Piece.text(Piece.Type.TRANSACTION));
    text(",\"entry\":[");
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  boolean isFull() {
    return parts.size() >= MOST_ENTRIES || out.size() >= MOST_BYTES;
  }

  /// @param place of the entry in its file
  void add(Entry entry, String place) {
    text(parts.isEmpty() ? "{" : ",{");
    Ids.Target target = ids.target(entry, file.getFileName() + " " + place);
    JsonObject request = entry.request();
    if (target != null) {
      request = JsonObject.of("method", "PUT").with("url", target.type() + "/" + target.id());
    }
    boolean comma = false;
    if (entry.fullUrl() != null) {
      member("fullUrl", Json.of(entry.fullUrl()), false);
      comma = true;
    }
    JsonSlice resource = entry.resource();
    if (resource != null) {
      text(comma ? ",\"resource\":" : "\"resource\":");
      if (target != null && entry.id() != null && !entry.id().equals(target.id())) {
        withId(entry.members(), target.id());
      } else {
        resource.copyTo(out);
      }
      comma = true;
    }
    if (request != null) {
      member("request", request, comma);
    }
    text("}");
    parts.add(new Piece.Part(place, name(entry, target, request)));
    together &= isWrite(request);
  }

  private static String name(
      Entry entry, Ids.@Nullable Target target, @Nullable JsonObject request) {
    if (target != null) {
      return target.type() + "/" + target.id();
    }
    if (request != null) {
      return request.string("method") + " " + request.string("url");
    }
    return String.valueOf(entry.type());
  }

  /// Whether it can be done together with others as well as alone.
  private static boolean isWrite(@Nullable JsonObject request) {
    String method = request == null ? null : request.string("method");
    return "PUT".equals(method) || "POST".equals(method);
  }

  private void withId(List<JsonSlice.Member> members, String id) {
    boolean comma = false;
    text("{");
    for (JsonSlice.Member member : members) {
      if (member.name().equals("id")) {
        member("id", Json.of(id), comma);
      } else {
        text((comma ? "," : "") + JsonWriter.text(Json.of(member.name())) + ":");
        member.value().copyTo(out);
      }
      comma = true;
    }
    text("}");
  }

  private void member(String name, Json value, boolean comma) {
    text((comma ? ",\"" : "\"") + name + "\":" + JsonWriter.text(value));
  }

  private void text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// @param taken how much of the file was read for it
  Piece build(Piece.Kind kind, long taken) {
    text("]}");
    Piece.Kind how = kind == Piece.Kind.EACH_OR_ALL && !together ? Piece.Kind.EACH : kind;
    return new Piece(file, how, out.toByteArray(), List.copyOf(parts), taken);
  }
}
