package dev.andiron.load;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Posts Synthea's transactions, as they stand, to a server for some seconds: each time they are
/// posted they make new resources.
///
/// Arguments: the server's URL, the secret of its `root` client, the folder of the files, `single`
/// (bundles of 245 to 395 entries) or `merged` (two of them in one, about 600 entries and 2.2 MB),
/// how many clients, how many seconds. Prints clients, bundles, entries, entries per second,
/// megabytes per second, and the median and 95th percentile of milliseconds per bundle.
public final class BundleBench {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;
  private final String authorization;

  private BundleBench(String url, String secret) {
    this.url = URI.create(url + "/");
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("root:" + secret).getBytes(StandardCharsets.UTF_8));
  }

  /// A bundle as it is sent.
  private record Body(byte[] json, int entries) {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    BundleBench bench = new BundleBench(args[0], args[1]);
    Path folder = Path.of(args[2]);
    for (String first : List.of("hospitalInformation", "practitionerInformation")) {
      for (JsonObject bundle : bundles(folder, first)) {
        bench.post(JsonWriter.utf8(bundle)); // conditional creations: there is one of each
      }
    }
    List<Body> bodies = bodies(folder, args[3].equals("merged"));
    int clients = Integer.parseInt(args[4]);
    AtomicInteger next = new AtomicInteger();
    AtomicLong entries = new AtomicLong();
    AtomicLong bytes = new AtomicLong();
    ConcurrentLinkedQueue<Double> times = new ConcurrentLinkedQueue<>();
    double perSecond =
        Rate.perSecond(
            () ->
                () -> {
                  Body body = bodies.get(next.getAndIncrement() % bodies.size());
                  long began = System.nanoTime();
                  bench.post(body.json());
                  times.add((System.nanoTime() - began) / 1e6);
                  entries.addAndGet(body.entries());
                  bytes.addAndGet(body.json().length);
                },
            clients,
            Double.parseDouble(args[5]));
    double seconds = times.size() / perSecond;
    double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%s\t%d\t%d\t%d\t%.0f\t%.2f\t%.0f\t%.0f%n",
        args[3],
        clients,
        sorted.length,
        entries.get(),
        entries.get() / seconds,
        bytes.get() / seconds / 1e6,
        sorted[sorted.length / 2],
        sorted[(int) (sorted.length * 0.95)]);
  }

  private static List<JsonObject> bundles(Path folder, String beginning) throws IOException {
    List<JsonObject> bundles = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().startsWith(beginning)) {
          try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            bundles.add((JsonObject) JsonReader.read(in.readAllBytes()));
          }
        }
      }
    }
    return bundles;
  }

  private static List<Body> bodies(Path folder, boolean merged) throws IOException {
    List<JsonObject> usual =
        bundles(folder, "").stream()
            .filter(bundle -> "transaction".equals(bundle.string("type")))
            .filter(bundle -> bundle.array("entry").size() >= 245)
            .filter(bundle -> bundle.array("entry").size() <= 395)
            .toList();
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i + (merged ? 1 : 0) < usual.size(); i += merged ? 2 : 1) {
      List<Json> entries = new ArrayList<>(usual.get(i).array("entry").elements());
      if (merged) {
        entries.addAll(usual.get(i + 1).array("entry").elements());
      }
      JsonObject bundle = usual.get(i).with("entry", JsonArray.of(entries));
      bodies.add(new Body(JsonWriter.utf8(bundle), entries.size()));
    }
    return bodies;
  }

  private void post(byte[] bundle) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Authorization", authorization)
            .header("Content-Type", "application/fhir+json")
            .header("Prefer", "return=minimal")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bundle))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
  }
}
