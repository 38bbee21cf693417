package dev.andiron.export;

/// A file of an export: lines of JSON (<https://github.com/ndjson/ndjson-spec>).
///
/// @param number counts from 1 within its export
/// @param type of the resources that its lines are about, or are
/// @param count of lines
/// @param bytes unpacked
/// @param chunks that it is kept in
public record ExportFile(int number, Kind kind, String type, long count, long bytes, int chunks) {
  /// What a file tells
  /// (<https://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---complete-status>).
  public enum Kind {
    OUTPUT("output"),
    DELETED("deleted"),
    ERROR("error");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// As the manifest and the database call it.
    public String text() {
      return text;
    }

    static Kind of(String text) {
      for (Kind kind : values()) {
        if (kind.text.equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(text);
    }
  }

  /// The same with these lines at its end.
  ExportFile with(Lines lines) {
    return new ExportFile(
        number, kind, type, count + lines.count(), bytes + lines.bytes().length, chunks + 1);
  }
}
