package dev.andiron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The documents of the repository, for the tests that keep them true.
public final class Documents {
  private Documents() {}

  /// The text of a document.
  ///
  /// @param path from the root of the repository: `docs/sql.md`
  public static String read(String path) {
    try {
      return Files.readString(root().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a document that is made from the code.
  public static void write(String path, String text) {
    try {
      Files.writeString(root().resolve(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Tests are started in the folder of their module, or in the root.
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("docs").resolve("guide")) ? here : here.getParent();
  }

  /// A fenced block of a document.
  ///
  /// @param language what stands behind its opening fence
  /// @param line where it begins, from 1
  /// @param before what stands between it and the block before, without white space
  public record Block(String language, int line, String before, String text) {}

  /// The fenced blocks of a document, in their order.
  public static List<Block> blocks(String path) {
    List<Block> blocks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String before = "";
    String language = "";
    int start = 0;
    int number = 0;
    for (String line : read(path).lines().toList()) {
      number++;
      if (!line.startsWith("```")) {
        text.append(line).append('\n');
      } else if (start == 0) {
        start = number;
        language = line.substring(3).strip();
        before = text.toString().strip();
        text.setLength(0);
      } else {
        blocks.add(new Block(language, start, before, text.toString()));
        start = 0;
        text.setLength(0);
      }
    }
    return blocks;
  }
}
