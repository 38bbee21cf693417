package dev.andiron.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills a running server with patients, a user, clients and one `matcho` policy, and writes what
/// the load needs into files of one line each: `token`, `ids`, `identifiers`, `families`,
/// `patient.json`.
///
/// Arguments: the server's URL, the secret of its `root` client, the folder, how many patients.
/// With `refresh` as the last one it only writes fresh refresh tokens: each is good for one use.
public final class ApiLoad {
  private static final int FAMILIES = 500;
  private static final int REFRESH_TOKENS = 64;
  private static final int CALLERS = 16;
  private static final Pattern ID = Pattern.compile("\"id\" ?: ?\"([^\"]+)\"");
  private static final Pattern TOKEN = Pattern.compile("\"access_token\" ?: ?\"([^\"]+)\"");
  private static final Pattern REFRESH = Pattern.compile("\"refresh_token\" ?: ?\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String root;

  private ApiLoad(String url, String secret) {
    this.url = url;
    this.root = basic("root", secret);
  }

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    ApiLoad load = new ApiLoad(args[0], args[1]);
    Path folder = Path.of(args[2]);
    if (args[3].equals("refresh")) {
      Files.write(folder.resolve("refresh"), load.refreshTokens());
    } else {
      load.fill(folder, Integer.parseInt(args[3]));
    }
  }

  private void fill(Path folder, int patients)
      throws IOException, InterruptedException, ExecutionException {
    put(
        "Client/bench",
        """
        {"secret": "bench", "grant_types": ["password", "client_credentials", "basic"],
         "auth": {"password": {"refresh_token": true, "access_token_expiration": 86400}}}
        """);
    put(
        "Client/bench-jwt",
        """
        {"secret": "bench", "grant_types": ["client_credentials"],
         "auth": {"client_credentials": {"token_format": "jwt"}}}
        """);
    put("User/bench", "{\"password\": \"bench-password\"}");
    put(
        "AccessPolicy/bench",
        """
        {"engine": "matcho", "link": [{"resourceType": "User", "id": "bench"}],
         "matcho": {"uri": "#^/fhir/Patient", "request-method": {"$enum": ["get", "post"]}}}
        """);
    String token = group(TOKEN, grant());
    Files.write(folder.resolve("token"), List.of(token));
    Files.write(folder.resolve("patient.json"), List.of(patient(new Random(1), -1, "Newcomer")));
    Files.write(folder.resolve("ids"), patients("Bearer " + token, patients));
    Files.write(
        folder.resolve("identifiers"),
        numbered(patients, i -> "http://hospital.example%7C" + "MRN-" + i));
    Files.write(folder.resolve("families"), numbered(FAMILIES, ApiLoad::family));
  }

  private List<String> refreshTokens() throws IOException, InterruptedException {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < REFRESH_TOKENS; i++) {
      tokens.add(group(REFRESH, grant()));
    }
    return tokens;
  }

  private List<String> patients(String bearer, int count)
      throws InterruptedException, ExecutionException {
    List<String> ids = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Random random = new Random(i);
        String body = patient(random, i, family(random.nextInt(FAMILIES)));
        all.add(
            callers.submit(() -> ids.add(group(ID, send("POST", "Patient", bearer, JSON, body)))));
      }
      for (Future<?> each : all) {
        Object _ = each.get();
      }
    }
    return ids;
  }

  private static final String JSON = "application/json";

  /// About 1.2 KB, as a hospital's registration writes it. Those that are written while it is
  /// measured have a family of their own, so that a page of any other stays what it is.
  private static String patient(Random random, int number, String family) {
    return """
    {"resourceType":"Patient","meta":{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},\
    "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR",\
    "display":"Medical Record Number"}],"text":"Medical Record Number"},"system":"http://hospital.example",\
    "value":"MRN-%d"},{"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-%05d"}],"active":true,\
    "name":[{"use":"official","family":"%s","given":["Given%d","Middle%d"],"prefix":["Mrs."]},\
    {"use":"maiden","family":"Maiden%d","given":["Given%d"]}],\
    "telecom":[{"system":"phone","value":"555-%06d","use":"home"}],"gender":"%s",\
    "birthDate":"%d-%02d-%02d","address":[{"line":["%d Street"],"city":"City%d",\
    "state":"Massachusetts","postalCode":"%05d","country":"US"}],"maritalStatus":{"coding":[{"system":\
    "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Married"}],"text":"Married"},\
    "multipleBirthBoolean":false,"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47",\
    "code":"en-US","display":"English"}],"text":"English"}}]}\
    """
        .formatted(
            number,
            random.nextInt(100_000),
            family,
            random.nextInt(1000),
            random.nextInt(1000),
            random.nextInt(1000),
            random.nextInt(1000),
            random.nextInt(1_000_000),
            random.nextBoolean() ? "female" : "male",
            1930 + random.nextInt(90),
            1 + random.nextInt(12),
            1 + random.nextInt(28),
            random.nextInt(1000),
            random.nextInt(300),
            random.nextInt(100_000));
  }

  /// Each of its own first letters, so that a prefix search finds the one name.
  private static String family(int i) {
    return "" + (char) ('A' + i / 26) + (char) ('a' + i % 26) + "family" + i;
  }

  private interface Line {
    String of(int i);
  }

  private static List<String> numbered(int count, Line line) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line.of(i));
    }
    return lines;
  }

  private String grant() throws IOException, InterruptedException {
    return send(
        "POST",
        "auth/token",
        basic("bench", "bench"),
        "application/x-www-form-urlencoded",
        "grant_type=password&username=bench&password=bench-password");
  }

  private void put(String path, String json) throws IOException, InterruptedException {
    String _ = send("PUT", path, root, JSON, json);
  }

  private String send(String method, String path, String authorization, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/" + path))
            .header("Authorization", authorization)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + answer.statusCode() + answer.body());
    }
    return answer.body();
  }

  private static String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("there is no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  private static String basic(String name, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(
                (name + ":" + secret).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
