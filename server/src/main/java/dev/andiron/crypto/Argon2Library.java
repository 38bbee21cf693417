package dev.andiron.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The libargon2 that travels in the jar, for this platform.
final class Argon2Library {
  private Argon2Library() {}

  /// Loads it for the life of the process. The file lives in a folder that only we can enter and,
  /// where the system allows, no longer than it takes to load it.
  ///
  /// @throws IOException if there is none for this platform, or no place to unpack it
  /// @throws IllegalArgumentException if the system refuses to load it (another C library, a
  ///   temporary folder without execution)
  static SymbolLookup load() throws IOException {
    String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    Path folder = Files.createTempDirectory("andiron-"); // 0700 where there are permissions
    Path file = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
    try (InputStream library = Argon2Library.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new IOException("no libargon2 for this platform: " + resource);
      }
      Files.copy(library, file);
      return SymbolLookup.libraryLookup(file, Arena.global());
    } finally {
      remove(file);
      remove(folder);
    }
  }

  /// The path in the jar, named as the argon2-jvm artifact does.
  static String resource(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86-64";
          case "aarch64", "arm64" -> "aarch64";
          default -> osArch;
        };
    if (os.startsWith("windows")) {
      return "/win32-" + arch + "/argon2.dll";
    }
    if (os.startsWith("mac")) {
      return "/darwin-" + arch + "/libargon2.dylib";
    }
    return "/linux-" + arch + "/libargon2.so";
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit(); // Windows keeps a loaded library locked
    }
  }
}
