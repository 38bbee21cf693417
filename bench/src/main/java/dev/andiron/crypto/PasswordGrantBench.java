package dev.andiron.crypto;

import dev.andiron.load.Rate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/// Password grants per second of a running server, and what the bare library does on the same
/// machine with as many threads as it has processors, in turns: the ratio is the figure.
///
/// Arguments: the server's URL, the secret of its `root` client, rounds, seconds of each turn,
/// clients. Everything but the hash is in the grant's figure too: the load's own HTTP, the
/// server's, and a session that is durable in PostgreSQL.
public final class PasswordGrantBench {
  private static final String PASSWORD = "correct horse battery staple";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private PasswordGrantBench() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    String url = args[0];
    String root = basic("root", args[1]);
    int rounds = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[3]);
    int clients = Integer.parseInt(args[4]);
    int processors = Runtime.getRuntime().availableProcessors();
    put(url + "/Client/bench", root, "{\"secret\":\"bench\",\"grant_types\":[\"password\"]}");
    put(url + "/User/bench", root, "{\"password\":\"" + PASSWORD + "\"}");

    BareArgon2 library = new BareArgon2();
    Rate.Worker bare = () -> library.loop(PASSWORD, Argon2Parameters.DEFAULT)::run;
    HttpRequest grant =
        HttpRequest.newBuilder(URI.create(url + "/auth/token"))
            .header("Authorization", basic("bench", "bench"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "grant_type=password&username=bench&password=" + PASSWORD.replace(' ', '+')))
            .build();
    Rate.Worker grants = () -> () -> expect(200, grant);

    double _ = Rate.perSecond(bare, processors, 2);
    double _ = Rate.perSecond(grants, clients, 5);
    List<Double> ratios = new ArrayList<>();
    System.out.println("round\tbare_per_second\tgrants_per_second\tratio");
    for (int round = 1; round <= rounds; round++) {
      double limit = Rate.perSecond(bare, processors, seconds);
      double reached = Rate.perSecond(grants, clients, seconds);
      ratios.add(reached / limit);
      System.out.printf(
          Locale.ROOT, "%d\t%.1f\t%.1f\t%.3f%n", round, limit, reached, reached / limit);
    }
    System.out.printf(
        Locale.ROOT, "median\t\t\t%.3f%n", ratios.stream().sorted().toList().get(rounds / 2));
  }

  private static void put(String url, String authorization, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .build();
    int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 200 && status != 201) {
      throw new IOException("PUT " + url + ": " + status);
    }
  }

  private static void expect(int status, HttpRequest request)
      throws IOException, InterruptedException {
    int answered = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    if (answered != status) {
      throw new IOException(request.uri() + ": " + answered);
    }
  }

  private static String basic(String name, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(
                (name + ":" + secret).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
