package dev.andiron.search;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the time of a search grows with the number of resources: one client, a Bearer token, one
/// `matcho` policy, over HTTP.
///
/// Arguments: the server's URL, the secret of its `root` client, its data folder, and the numbers
/// of resources, rising. Prints a table, tabs between.
public final class GrowthBench {
  private static final Pattern TOKEN = Pattern.compile("\"access_token\" ?: ?\"([^\"]+)\"");
  private static final double FIRST_WARM_UP_SECONDS = 4;
  private static final double WARM_UP_SECONDS = 1.5;
  private static final int ROUNDS = 5;
  private static final int REQUESTS = 80;
  private static final int FOUND = 30;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String root;
  private String bearer = "";
  private int resources;

  private GrowthBench(String url, String secret) {
    this.url = url;
    this.root = basic("root", secret);
  }

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    GrowthBench bench = new GrowthBench(args[0], args[1]);
    bench.prepare();
    System.out.println("resources\tcase\tp50_ms\tp95_ms\trequests");
    try (GrowthLoad load = new GrowthLoad(Path.of(args[2]))) {
      for (int i = 3; i < args.length; i++) {
        int to = Integer.parseInt(args[i]);
        long began = System.nanoTime();
        load.load(bench.resources, to);
        System.err.printf(
            Locale.ROOT,
            "%d resources loaded in %.0f s%n",
            to - bench.resources,
            (System.nanoTime() - began) / 1e9);
        bench.resources = to;
        bench.measure(i == 3 ? FIRST_WARM_UP_SECONDS : WARM_UP_SECONDS);
      }
    }
  }

  /// A client, its policy, its token; the tables of the types.
  private void prepare() throws IOException, InterruptedException {
    String _ = put("Patient/first", "{}");
    String _ = put("Observation/first", "{\"status\":\"final\",\"code\":{\"text\":\"x\"}}");
    String _ =
        put("Client/bench", "{\"secret\":\"bench\",\"grant_types\":[\"client_credentials\"]}");
    String _ =
        put(
            "AccessPolicy/bench",
            """
            {"engine":"matcho","matcho":{"request-method":"get"},"link":[{"reference":"Client/bench"}]}
            """);
    token();
  }

  private void token() throws IOException, InterruptedException {
    String answer =
        send(
            HttpRequest.newBuilder(URI.create(url + "/auth/token"))
                .header("Authorization", basic("bench", "bench"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build());
    Matcher matcher = TOKEN.matcher(answer);
    if (!matcher.find()) {
      throw new IOException("there is no access token");
    }
    bearer = "Bearer " + matcher.group(1);
  }

  /// What is asked for. Each finds as much at every size: the ranges are the narrower the more
  /// there is.
  private Map<String, Function<Random, String>> cases() {
    int patients = resources / 10;
    int observations = resources - patients;
    Map<String, Function<Random, String>> cases = new LinkedHashMap<>();
    cases.put("read by id", r -> "Patient/" + GrowthData.patientId(r.nextInt(patients)));
    cases.put(
        "identifier",
        r ->
            "Patient?identifier="
                + encoded(
                    "http://hospital.smarthealthit.org|"
                        + GrowthData.identifier(r.nextInt(patients))));
    cases.put(
        "family, page of 20",
        r -> "Patient?family=" + GrowthData.family(r.nextInt(patients)) + "&_count=20");
    int width = (int) Math.max(1, (long) FOUND * GrowthData.DAYS / patients);
    cases.put(
        "birthdate range, sorted",
        r -> {
          int day = r.nextInt(Math.max(1, GrowthData.DAYS - width));
          return "Patient?birthdate=ge%s&birthdate=lt%s&_sort=birthdate&_count=20"
              .formatted(GrowthData.birthDate(day), GrowthData.birthDate(day + width));
        });
    cases.put(
        "patient and code, by -date",
        r -> {
          int observation = r.nextInt(observations);
          return "Observation?patient=%s&code=%s&_sort=-date"
              .formatted(
                  GrowthData.patientId(GrowthData.patientOf(observation)),
                  encoded("http://loinc.org|" + GrowthData.code(observation)));
        });
    cases.put(
        "_lastUpdated range",
        r -> {
          int first = r.nextInt(observations - FOUND);
          return "Observation?_lastUpdated=ge%s&_lastUpdated=lt%s&_count=20"
              .formatted(GrowthData.written(first), GrowthData.written(first + FOUND));
        });
    cases.putAll(joins(patients, observations));
    cases.put("newest 20", _ -> "Observation?_sort=-_lastUpdated&_count=20&_total=none");
    return cases;
  }

  /// Searches over more than one type.
  private static Map<String, Function<Random, String>> joins(int patients, int observations) {
    String numbers = encoded("http://hospital.smarthealthit.org|");
    String codes = encoded("http://loinc.org|");
    Map<String, Function<Random, String>> cases = new LinkedHashMap<>();
    cases.put(
        "chain to an identifier",
        r ->
            "Observation?patient.identifier="
                + numbers
                + GrowthData.identifier(r.nextInt(patients)));
    cases.put(
        "chain to a family, with code",
        r -> {
          int observation = r.nextInt(observations);
          return "Observation?subject:Patient.family=%s&code=%s&_count=20"
              .formatted(
                  GrowthData.family(GrowthData.patientOf(observation)),
                  codes + GrowthData.code(observation));
        });
    cases.put(
        "_has a code, with family",
        r -> {
          int observation = r.nextInt(observations);
          return "Patient?_has:Observation:patient:code=%s&family=%s&_count=20"
              .formatted(
                  codes + GrowthData.code(observation),
                  GrowthData.family(GrowthData.patientOf(observation)));
        });
    cases.put(
        "patient and code, _include",
        r -> {
          int observation = r.nextInt(observations);
          return "Observation?patient=%s&code=%s&_include=Observation:subject"
              .formatted(
                  GrowthData.patientId(GrowthData.patientOf(observation)),
                  codes + GrowthData.code(observation));
        });
    cases.put(
        "identifier, _revinclude",
        r ->
            "Patient?identifier="
                + numbers
                + GrowthData.identifier(r.nextInt(patients))
                + "&_revinclude=Observation:subject");
    return cases;
  }

  private void measure(double warmUp) throws IOException, InterruptedException {
    token();
    Map<String, Function<Random, String>> cases = cases();
    Random random = new Random(resources);
    for (Function<Random, String> each : cases.values()) {
      long end = System.nanoTime() + (long) (warmUp * 1e9);
      while (System.nanoTime() < end) {
        long _ = once(each.apply(random));
      }
    }
    Map<String, List<Long>> took = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Function<Random, String>> each : cases.entrySet()) {
        List<Long> times = took.computeIfAbsent(each.getKey(), _ -> new ArrayList<>());
        for (int i = 0; i < REQUESTS; i++) {
          times.add(once(each.getValue().apply(random)));
        }
      }
    }
    took.forEach((name, times) -> {
      long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
      System.out.printf(
          Locale.ROOT,
          "%d\t%s\t%.3f\t%.3f\t%d%n",
          resources,
          name,
          sorted[sorted.length / 2] / 1e6,
          sorted[sorted.length * 95 / 100] / 1e6,
          sorted.length);
    });
  }

  /// Nanoseconds; what was asked for must have been found.
  private long once(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/fhir/" + path))
            .header("Authorization", bearer)
            .build();
    long began = System.nanoTime();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    long took = System.nanoTime() - began;
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    boolean found = !path.contains("?") || body.contains("\"entry\"");
    if (answer.statusCode() != 200 || !found) {
      throw new IOException(
          "GET " + path + ": " + answer.statusCode() + " " + Arrays.toString(lines(body)));
    }
    return took;
  }

  private static String[] lines(String body) {
    return body.substring(0, Math.min(body.length(), 500)).split("\n", -1);
  }

  private String put(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url + "/" + path))
            .header("Authorization", root)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String basic(String name, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }
}
