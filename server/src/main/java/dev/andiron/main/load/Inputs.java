package dev.andiron.main.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files that are to be loaded, in the order in which they are.
///
/// Others refer by `Organization?identifier=…` to what Synthea writes into the files of hospitals
/// and practitioners, so these come first and are finished before the next begin; then whatever is
/// a batch, where what transactions refer to so tends to stand; then the rest, by name.
final class Inputs {
  private static final Pattern NAME = Pattern.compile("(?i).*\\.(json|ndjson|jsonl)(\\.gz)?");
  private static final Pattern LINES = Pattern.compile("(?i).*\\.(ndjson|jsonl)(\\.gz)?");
  private static final Pattern TYPE =
      Pattern.compile("\"(?:entry|type)\"\\s*:\\s*(?:\"([a-z]*)\")?");
  private static final int HEAD = 4096;

  private Inputs() {}

  /// The groups of files. Nothing of one is begun before all of the one before is done.
  ///
  /// @param given files, and folders of which every file is taken whose name says that it is JSON
  /// @throws LoadException where one is not there
  static List<List<Path>> inOrder(List<Path> given) {
    List<Path> files = new ArrayList<>();
    for (Path each : given) {
      if (Files.isDirectory(each)) {
        files.addAll(inside(each));
      } else if (Files.isReadable(each)) {
        files.add(each);
      } else {
        throw new LoadException("cannot read " + each);
      }
    }
    List<List<Path>> groups = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      int wanted = rank;
      List<Path> group = files.stream().filter(file -> rank(file) == wanted).distinct().toList();
      if (!group.isEmpty()) {
        groups.add(group);
      }
    }
    return groups;
  }

  private static List<Path> inside(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> NAME.matcher(name(file)).matches())
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw new LoadException("cannot read the folder " + folder, e);
    }
  }

  /// Whether each line of it is a resource.
  static boolean hasLines(Path file) {
    return LINES.matcher(name(file)).matches();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static final int RANKS = 4;

  private static int rank(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    if (name.startsWith("hospitalinformation")) {
      return 0;
    }
    if (name.startsWith("practitionerinformation")) {
      return 1;
    }
    return isBatch(file) ? 2 : 3;
  }

  /// By its first few thousand characters: the type of a bundle stands before its entries.
  private static boolean isBatch(Path file) {
    try (InputStream in = Unpacked.open(file)) {
      var type = TYPE.matcher(new String(in.readNBytes(HEAD), StandardCharsets.UTF_8));
      return type.find() && "batch".equals(type.group(1));
    } catch (IOException e) {
      return false; // whoever reads it says what is wrong
    }
  }
}
