package dev.andiron.json;

import java.nio.charset.StandardCharsets;

/// How a text is refused, whatever it is.
final class RefusedText {
  private static final int LONGEST = 300;

  private RefusedText() {}

  /// In a sentence that repeats nothing of what was sent but short words that any may have.
  static void check(JsonException refusal, byte[] bytes) {
    String message = refusal.getMessage();
    if (message.length() > LONGEST || !message.endsWith(".")) {
      throw new AssertionError("the refusal is no sentence: " + message);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (String line : text.split("[\\n\\r]", -1)) {
      if (line.length() > 40 && message.contains(line)) {
        throw new AssertionError("the refusal repeats what was sent: " + message);
      }
    }
  }
}
