package dev.andiron.search;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a search costs that a policy narrows, against the same search with the criterion written
/// out by a client whom a policy shows everything: in turns, one request each, over HTTP on a
/// server that is warm. Both find the same.
///
/// Arguments: the server's URL, the secret of its `root` client, its data folder, the number of
/// resources, and the number of requests of each kind. Prints a table, tabs between.
public final class RestrictedSearchBench {
  private static final Pattern TOTAL = Pattern.compile("\"total\" ?: ?(\\d+)");
  private static final Pattern TOKEN = Pattern.compile("\"access_token\" ?: ?\"([^\"]+)\"");
  private static final int PATIENT = 7;
  private static final int ROUNDS = 3;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String root;

  /// @param search what both ask for
  /// @param criterion what the policy adds, and the other client writes out
  private record Case(String name, String type, String search, String criterion) {
    String id() {
      return name.replaceAll("[^a-z]+", "-");
    }

    String writtenOut() {
      return type + "?" + search + (search.isEmpty() ? "" : "&") + criterion;
    }
  }

  private RestrictedSearchBench(String url, String secret) {
    this.url = url;
    this.root = "Basic " + base64("root:" + secret);
  }

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    RestrictedSearchBench bench = new RestrictedSearchBench(args[0], args[1]);
    String _ = bench.put("Patient/first", "{}");
    String _ = bench.put("Observation/first", "{\"status\":\"final\",\"code\":{\"text\":\"x\"}}");
    try (GrowthLoad load = new GrowthLoad(Path.of(args[2]))) {
      load.load(0, Integer.parseInt(args[3]));
    }
    System.out.println("case\tround\trestricted_ms\twritten_out_ms\tratio\tfound\trequests");
    int requests = Integer.parseInt(args[4]);
    for (Case each : cases()) {
      bench.measure(each, requests);
    }
  }

  private static List<Case> cases() {
    String patient = GrowthData.patientId(PATIENT);
    int observation = PATIENT * GrowthData.OBSERVATIONS;
    String code = "code=http://loinc.org%7C" + GrowthData.code(observation);
    return List.of(
        new Case("all of one patient", "Observation", "_count=20", "patient=" + patient),
        new Case(
            "all of one patient, by -date", "Observation", "_sort=-date", "patient=" + patient),
        new Case("one code of one patient", "Observation", code, "patient=" + patient),
        new Case(
            "a family name, one of it",
            "Patient",
            "family=" + GrowthData.family(PATIENT),
            "_id=" + patient),
        new Case("a sixteenth of all, page of 20", "Observation", "_count=20", code));
  }

  private void measure(Case asked, int requests) throws IOException, InterruptedException {
    String id = asked.id();
    String restrict =
        "{\"" + asked.type() + "\":\"" + asked.criterion().replace("%7C", "|") + "\"}";
    String restricted = client(id + "-part", ",\"restrict\":" + restrict);
    String whole = client(id + "-all", "");
    String narrow = asked.type() + "?" + asked.search();
    String wide = asked.writtenOut();
    int found = total(narrow, restricted);
    if (found == 0 || found != total(wide, whole)) {
      throw new IOException(asked.name() + ": the searches do not find the same");
    }
    turns(requests, narrow, restricted, wide, whole); // until it is warm
    for (int round = 1; round <= ROUNDS; round++) {
      double[] medians = turns(requests, narrow, restricted, wide, whole);
      System.out.printf(
          Locale.ROOT,
          "%s\t%d\t%.3f\t%.3f\t%.2f\t%d\t%d%n",
          asked.name(),
          round,
          medians[0],
          medians[1],
          medians[0] / medians[1],
          found,
          requests);
    }
  }

  /// The medians in ms.
  private double[] turns(int requests, String narrow, String restricted, String wide, String whole)
      throws IOException, InterruptedException {
    long[] narrowed = new long[requests];
    long[] written = new long[requests];
    for (int i = 0; i < requests; i++) {
      // Whoever comes second finds warmer caches, so they take turns in that, too.
      if (i % 2 == 0) {
        narrowed[i] = once(narrow, restricted);
        written[i] = once(wide, whole);
      } else {
        written[i] = once(wide, whole);
        narrowed[i] = once(narrow, restricted);
      }
    }
    return new double[] {median(narrowed), median(written)};
  }

  private static double median(long[] times) {
    Arrays.sort(times);
    return times[times.length / 2] / 1e6;
  }

  private long once(String path, String bearer) throws IOException, InterruptedException {
    long began = System.nanoTime();
    String _ = get(path, bearer);
    return System.nanoTime() - began;
  }

  private int total(String path, String bearer) throws IOException, InterruptedException {
    Matcher total = TOTAL.matcher(get(path, bearer));
    return total.find() ? Integer.parseInt(total.group(1)) : 0;
  }

  private String get(String path, String bearer) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url + "/fhir/" + path))
            .header("Authorization", bearer)
            .build());
  }

  /// A token of a client that may read, or may read a part.
  private String client(String id, String restrict) throws IOException, InterruptedException {
    String _ =
        put(
            "Client/" + id,
            "{\"secret\":\"bench\",\"grant_types\":[\"client_credentials\"],"
                + "\"auth\":{\"client_credentials\":{\"access_token_expiration\":86400}}}");
    String _ =
        put(
            "AccessPolicy/" + id,
            "{\"engine\":\"matcho\",\"matcho\":{\"request-method\":\"get\"},\"link\":[{\"reference\":\"Client/"
                + id
                + "\"}]"
                + restrict
                + "}");
    String answer =
        send(
            HttpRequest.newBuilder(URI.create(url + "/auth/token"))
                .header("Authorization", "Basic " + base64(id + ":bench"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build());
    Matcher token = TOKEN.matcher(answer);
    if (!token.find()) {
      throw new IOException("there is no access token");
    }
    return "Bearer " + token.group(1);
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

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
