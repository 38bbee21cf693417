package dev.andiron.main.users;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records of a CSV file (RFC 4180), one after the other: quoted values may hold separators,
/// line ends and doubled quotes.
final class CsvRecords {
  private final Reader in;
  private final StringBuilder raw = new StringBuilder();
  private char separator = ',';
  private int line = 1;
  private int next;

  /// @param in buffered
  CsvRecords(Reader in) throws IOException {
    this.in = in;
    this.next = in.read();
    if (next == '\uFEFF') {
      next = in.read(); // a byte order mark
    }
  }

  /// From now on this stands between values.
  void separatedBy(char character) {
    separator = character;
  }

  /// One record.
  ///
  /// @param line in which it begins
  /// @param raw as it stands in the file, without the line end
  record Entry(int line, String raw, List<String> values) {}

  /// The next record that is no empty line; null after the last.
  ///
  /// @throws UnclosedException where the file ends within quotes
  @Nullable Entry next() throws IOException, UnclosedException {
    while (next == '\n' || next == '\r') {
      int _ = take();
    }
    if (next < 0) {
      return null;
    }
    raw.setLength(0);
    int began = line;
    List<String> values = new ArrayList<>();
    do {
      values.add(value());
    } while (taken(separator));
    String text = raw.toString();
    if (next == '\r') {
      int _ = take();
    }
    if (next == '\n') {
      int _ = take();
    }
    return new Entry(began, text, values);
  }

  private String value() throws IOException, UnclosedException {
    StringBuilder value = new StringBuilder();
    if (next != '"') {
      while (next >= 0 && next != separator && next != '\n' && next != '\r') {
        value.append(take());
      }
      return value.toString();
    }
    int began = line;
    char _ = take();
    while (true) {
      if (next < 0) {
        throw new UnclosedException(began);
      }
      char c = take();
      if (c == '"' && !taken('"')) {
        return value.toString();
      }
      value.append(c);
    }
  }

  private boolean taken(char wanted) throws IOException {
    if (next != wanted) {
      return false;
    }
    char _ = take();
    return true;
  }

  private char take() throws IOException {
    char taken = (char) next;
    raw.append(taken);
    if (taken == '\n') {
      line++;
    }
    next = in.read();
    return taken;
  }

  /// A quote is never closed.
  static final class UnclosedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;

    UnclosedException(int line) {
      super(null, null, false, false);
      this.line = line;
    }

    int line() {
      return line;
    }
  }
}
