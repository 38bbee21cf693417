package dev.andiron.main.load;

import dev.andiron.json.Json;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonSlice;
import dev.andiron.json.JsonString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes a file apart into pieces. Of lines, as many are held as one piece has; any other file is
/// held as a whole, once, while its pieces are made.
final class FileReader {
  /// No server takes a larger bundle.
  private static final int MOST_BYTES = 128 * 1024 * 1024;

  private static final int MOST_OF_A_LINE = 64 * 1024 * 1024;
  private static final int PIECE = 256 * 1024;

  private final Path file;
  private final Ids ids;
  private final Sink sink;

  FileReader(Path file, Ids ids, Sink sink) {
    this.file = file;
    this.ids = ids;
    this.sink = sink;
  }

  /// What becomes of pieces and faults.
  interface Sink {
    void piece(Piece piece) throws InterruptedException;

    /// @param place in the file, or null where it is the whole
    void fault(Path file, @Nullable String place, String message);
  }

  void read() throws InterruptedException {
    try (Unpacked in = Unpacked.open(file)) {
      if (Inputs.hasLines(file)) {
        lines(in);
      } else {
        byte[] content = in.readNBytes(MOST_BYTES + 1);
        if (content.length > MOST_BYTES) {
          sink.fault(
              file,
              null,
              "It has more than "
                  + MOST_BYTES / (1024 * 1024)
                  + " MB; split it, or make NDJSON of it.");
        } else {
          document(content, in.taken());
        }
      }
    } catch (IOException e) {
      sink.fault(file, null, "It cannot be read: " + e.getMessage());
    } catch (JsonException e) {
      sink.fault(file, null, e.getMessage());
    }
  }

  private void document(byte[] content, long taken) throws InterruptedException {
    JsonSlice document = JsonSlice.of(content);
    Entry whole = Entry.ofResource(document);
    if (!"Bundle".equals(whole.type())) {
      alone(whole, "entry 0", content.length, taken);
      return;
    }
    String type = null;
    List<JsonSlice> entries = List.of();
    for (JsonSlice.Member member : whole.members()) {
      if (member.name().equals("type") && member.value().read() instanceof JsonString(String is)) {
        type = is;
      } else if (member.name().equals("entry") && member.value().isArray()) {
        entries = member.value().elements();
      }
    }
    switch (type) {
      case "transaction" -> {
        PieceBuilder piece = new PieceBuilder(file, ids, sizeFor(content, entries));
        for (int i = 0; i < entries.size(); i++) {
          piece.add(Entry.ofBundle(entries.get(i)), "entry " + i);
        }
        sink.piece(piece.build(Piece.Kind.TRANSACTION, taken));
      }
      case "batch", "collection", "searchset" -> apart(entries, taken);
      case "document", "message" -> alone(whole, "entry 0", content.length, taken);
      case null, default ->
          sink.fault(
              file,
              null,
              "A Bundle of type "
                  + type
                  + " cannot be loaded; transaction, batch, collection, searchset, document and"
                  + " message can.");
    }
  }

  /// A request for each entry is longer than the one that stands there.
  private static int sizeFor(byte[] content, List<JsonSlice> entries) {
    return content.length + 64 * (entries.size() + 2);
  }

  private void alone(Entry resource, String place, int size, long taken)
      throws InterruptedException {
    if (resource.type() == null) {
      sink.fault(file, place, "It has no resourceType.");
      return;
    }
    PieceBuilder piece = new PieceBuilder(file, ids, size + 256);
    piece.add(resource, place);
    sink.piece(piece.build(Piece.Kind.EACH, taken));
  }

  private void apart(List<JsonSlice> entries, long taken) throws InterruptedException {
    PieceBuilder piece = new PieceBuilder(file, ids, PIECE);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = Entry.ofBundle(entries.get(i));
      if ("OperationOutcome".equals(entry.type()) && entry.request() == null) {
        continue; // a searchset says by it how the search went
      }
      piece.add(entry, "entry " + i);
      if (piece.isFull()) {
        sink.piece(piece.build(Piece.Kind.EACH_OR_ALL, 0));
        piece = new PieceBuilder(file, ids, PIECE);
      }
    }
    sink.piece(piece.build(Piece.Kind.EACH_OR_ALL, taken));
  }

  private void lines(Unpacked in) throws IOException, InterruptedException {
    PieceBuilder piece = new PieceBuilder(file, ids, PIECE);
    Lines lines = new Lines(in, MOST_OF_A_LINE);
    long before = 0;
    int number = 0;
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      number++;
      add(line, "line " + number, piece);
      if (piece.isFull()) {
        sink.piece(piece.build(Piece.Kind.EACH_OR_ALL, in.taken() - before));
        before = in.taken();
        piece = new PieceBuilder(file, ids, PIECE);
      }
    }
    sink.piece(piece.build(Piece.Kind.EACH_OR_ALL, in.taken() - before));
  }

  private void add(byte[] line, String place, PieceBuilder piece) {
    if (line.length > MOST_OF_A_LINE) {
      sink.fault(file, place, "It is longer than any resource that a server takes.");
      return;
    }
    try {
      if (!isBlank(line)) {
        JsonSlice resource = JsonSlice.of(line);
        Json _ = resource.read(); // one that is broken must not break those it is sent with
        Entry entry = Entry.ofResource(resource);
        if (entry.type() == null) {
          sink.fault(file, place, "It has no resourceType.");
        } else {
          piece.add(entry, place);
        }
      }
    } catch (JsonException e) {
      sink.fault(file, place, e.getMessage());
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
