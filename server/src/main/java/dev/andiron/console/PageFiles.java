package dev.andiron.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of the pages, as they lie beside this class: in a folder while it is developed, in the
/// jar when it is shipped.
final class PageFiles {
  private static final String ANY = "index.html";

  private PageFiles() {}

  /// One file, by its name in the folder.
  static byte[] read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the console has no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All files in these folders and below, by their names.
  static SortedMap<String, byte[]> under(String... folders) {
    URL url = PageFiles.class.getResource(ANY);
    if (url == null) {
      throw new IllegalStateException("the console has no " + ANY);
    }
    try {
      URI uri = url.toURI();
      if (!uri.getScheme().equals("jar")) {
        return under(Path.of(uri).resolveSibling(""), folders);
      }
      // A file system of our own: the one that is found by the URI may be somebody else's to close.
      URI jar = URI.create(uri.getRawSchemeSpecificPart().replaceFirst("!/.*$", ""));
      try (FileSystem files = FileSystems.newFileSystem(Path.of(jar), Map.of())) {
        String inside = url.getPath().substring(url.getPath().indexOf("!/") + 1);
        return under(files.getPath(inside).resolveSibling(""), folders);
      }
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("the files of the console cannot be read", e);
    }
  }

  private static SortedMap<String, byte[]> under(Path root, String... folders) throws IOException {
    SortedMap<String, byte[]> found = new TreeMap<>();
    for (String folder : folders) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(root.resolve(folder))) {
        files = walk.filter(Files::isRegularFile).toList();
      }
      for (Path file : files) {
        String name = root.relativize(file).toString().replace('\\', '/');
        found.put(name, Files.readAllBytes(file));
      }
    }
    return found;
  }
}
