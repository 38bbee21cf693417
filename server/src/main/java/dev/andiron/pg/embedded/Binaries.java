package dev.andiron.pg.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked once for each version from the archive that is in the jar.
///
/// @param folder holds `bin`, `lib` and `share`
/// @param version of the package, `18.6.0`
record Binaries(Path folder, String version) {
  private static final Logger log = LoggerFactory.getLogger(Binaries.class);

  /// Unpacks into a folder beside the final one and renames it, so that what bears the final name
  /// is whole, whatever happens in between.
  static Binaries unpack(Path home) throws IOException {
    String version = packagedVersion();
    Binaries binaries = new Binaries(home.resolve(version + "-" + platform()), version);
    if (!Files.isDirectory(binaries.folder)) {
      Files.createDirectories(home);
      try (FileChannel lock =
              FileChannel.open(
                  home.resolve("unpack.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = lock.lock()) {
        if (held.isValid() && !Files.isDirectory(binaries.folder)) {
          log.info("Unpacking PostgreSQL {}", version);
          binaries.unpackInto(home.resolve("unpacking"));
        }
      }
    }
    return binaries;
  }

  private void unpackInto(Path unfinished) throws IOException {
    FileTree.delete(unfinished);
    Files.createDirectory(unfinished);
    DataFolder.permit(unfinished, "rwxr-xr-x");
    String archive = "/postgres-" + platform() + ".txz";
    try (InputStream packed = Binaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new EmbeddedPostgresException(
            "this build has no PostgreSQL for "
                + platform()
                + " inside: give --database-url, or build on this machine");
      }
      TarArchive.unpack(new BufferedInputStream(new XZInputStream(packed), 1 << 16), unfinished);
    }
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String packagedVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Binaries.class.getResourceAsStream("postgresql.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }

  /// As in the archive's name.
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (os.startsWith("mac") ? "darwin" : os)
        + "-"
        + switch (processor) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> processor;
        };
  }

  /// The major version, which the data files belong to.
  String major() {
    return version.substring(0, version.indexOf('.'));
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }
}
