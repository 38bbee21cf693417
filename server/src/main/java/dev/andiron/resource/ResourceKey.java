package dev.andiron.resource;

/// The name of a resource: `User/u1`.
public record ResourceKey(String type, String id) {
  private static final int LONGEST = 64;

  /// Whether the text can be an id (<https://hl7.org/fhir/R4/datatypes.html#id>).
  public static boolean isId(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && (c < '0' || c > '9') && c != '-' && c != '.') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST;
  }

  /// Whether the text can be the name of a type: letters, the first of them a capital.
  public static boolean isType(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isLetter(text.charAt(i))) {
        return false;
      }
    }
    return text.length() > 1 && text.length() <= LONGEST && text.charAt(0) <= 'Z';
  }

  private static boolean isLetter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  @Override
  public String toString() {
    return type + "/" + id;
  }
}
