package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// What it costs to load the definitions, and to check Synthea's resources, on one thread. Prints
/// tab-separated medians. Arguments: the folder of Synthea's files, seconds of each turn, rounds.
public final class ValidationBench {
  private static final List<String> TYPES =
      List.of("Patient", "Observation", "Encounter", "Claim", "ExplanationOfBenefit");

  private ValidationBench() {}

  public static void main(String[] args) throws IOException {
    double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 1;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    System.out.println("operation\tresources\tbytes_each\tcpu_us_each");
    long first = System.nanoTime();
    Definitions definitions = Definitions.load();
    System.out.printf(
        Locale.ROOT, "load, first time\t1\t0\t%d%n", (System.nanoTime() - first) / 1000);
    print("load", 1, 0, median(rounds, () -> turn(List.of(Definitions::load), seconds)));
    Validator validator = new StructureValidator(definitions, true);
    Map<String, List<JsonObject>> byType = resources(Path.of(args[0]));
    for (String type : TYPES) {
      List<JsonObject> resources = byType.getOrDefault(type, List.of());
      List<Supplier<Object>> work = new ArrayList<>();
      long bytes = 0;
      for (JsonObject resource : resources) {
        work.add(() -> validator.check(resource));
        bytes += resource.toString().length();
      }
      if (!work.isEmpty()) {
        print(type, work.size(), bytes / work.size(), median(rounds, () -> turn(work, seconds)));
      }
    }
    narratives(validator, byType, seconds, rounds);
  }

  /// The narratives of all resources, each in a patient of its own.
  private static void narratives(
      Validator validator, Map<String, List<JsonObject>> byType, double seconds, int rounds) {
    List<Supplier<Object>> work = new ArrayList<>();
    long bytes = 0;
    for (List<JsonObject> resources : byType.values()) {
      for (JsonObject resource : resources) {
        JsonObject text = resource.object("text");
        if (text != null) {
          JsonObject patient = JsonObject.of("resourceType", "Patient").with("text", text);
          work.add(() -> validator.check(patient));
          bytes += text.toString().length();
        }
      }
    }
    if (!work.isEmpty()) {
      print(
          "narrative", work.size(), bytes / work.size(), median(rounds, () -> turn(work, seconds)));
    }
  }

  private static void print(String name, int count, long bytes, double micros) {
    System.out.printf(Locale.ROOT, "%s\t%d\t%d\t%.2f%n", name, count, bytes, micros);
  }

  private static double median(int rounds, Supplier<Double> turn) {
    List<Double> micros = new ArrayList<>();
    for (int round = -2; round < rounds; round++) { // the first two warm up
      double each = turn.get();
      if (round >= 0) {
        micros.add(each);
      }
    }
    return micros.stream().sorted().toList().get(rounds / 2);
  }

  /// Microseconds of this thread's CPU for one.
  private static double turn(List<Supplier<Object>> work, double seconds) {
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long count = 0;
    while (System.nanoTime() < end) {
      for (Supplier<Object> each : work) {
        if (each.get().hashCode() == 42) {
          count++; // the work must not look unused
        }
      }
      count += work.size();
    }
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e3 / count;
  }

  private static Map<String, List<JsonObject>> resources(Path folder) throws IOException {
    TreeMap<String, List<JsonObject>> byType = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json.gz")).toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          JsonObject bundle = (JsonObject) JsonReader.read(in.readAllBytes());
          for (Json entry : bundle.array("entry")) {
            JsonObject resource = ((JsonObject) entry).object("resource");
            if (resource != null && resource.get("resourceType") instanceof JsonString(String of)) {
              byType.computeIfAbsent(of, _ -> new ArrayList<>()).add(resource);
            }
          }
        }
      }
    }
    return byType;
  }
}
