package dev.andiron.json;

/// A text that cannot be read as JSON or YAML. The message is fit for the person who sent it: it
/// says what and where (line, column) and never repeats the text's values.
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// What kind of refusal this is: `SYNTAX` is a malformed text (400), `CONTENT` one that is well
  /// formed and holds what is never taken: a NUL character, a number of absurd length (422).
  public enum Kind {
    SYNTAX,
    CONTENT
  }

  private final Kind kind;

  public JsonException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }

  public Kind kind() {
    return kind;
  }
}
