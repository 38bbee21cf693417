package dev.andiron.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/// How long the check of a token takes that the node has never seen, by how many sessions there
/// are. The sessions are copies of a real one, under ids as the server makes them; each has an
/// access token that is known here. Tokens are looked up by introspection, each once, of sessions
/// all over the table.
///
/// Arguments: the server's address, the secret of root, the data folder, how many tokens are looked
/// up each time, and the numbers of sessions, which grow.
public final class SessionLookups {
  private static final int AT_ONCE = 500_000;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final String root;

  private SessionLookups(String url, String secret) {
    this.url = url;
    this.root =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    ("root:" + secret).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    SessionLookups bench = new SessionLookups(args[0], args[1]);
    int lookups = Integer.parseInt(args[3]);
    try (Connection connection = connect(Path.of(args[2]))) {
      String first = bench.session();
      System.out.println("sessions\tmedian_ms\tp99_ms\tdatabase_median_ms");
      for (int i = 4; i < args.length; i++) {
        grow(connection, first, Long.parseLong(args[i]));
        bench.look(connection, lookups, first);
      }
    }
  }

  private static Connection connect(Path data) throws IOException, SQLException {
    Path folder = data.resolve("postgresql");
    String port =
        Files.readString(folder.resolve("cluster/postgresql.conf"))
            .replaceFirst("(?s).*\\nport = (\\d+).*", "$1");
    Properties properties = new Properties();
    properties.setProperty("user", "andiron");
    properties.setProperty("password", Files.readString(folder.resolve("password")).strip());
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/andiron", properties);
  }

  /// Of a client; the id of it.
  private String session() throws IOException, InterruptedException {
    expect(
        request("/Client/bench", "application/json")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"secret\":\"bench\",\"grant_types\":[\"client_credentials\"]}")),
        201);
    String token =
        expect(
                form(
                    "/auth/token",
                    "grant_type=client_credentials&client_id=bench&client_secret=bench"),
                200)
            .replaceFirst("(?s).*\"access_token\":\"([^\"]*)\".*", "$1");
    String id = HexFormat.of().formatHex(Base64.getUrlDecoder().decode(token), 0, 16);
    return id.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  private HttpRequest.Builder request(String path, String type) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", root)
        .header("Content-Type", type);
  }

  private HttpRequest.Builder form(String path, String form) {
    HttpRequest.Builder request =
        path.equals("/auth/token")
            ? HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
            : request(path, "application/x-www-form-urlencoded");
    return request.POST(HttpRequest.BodyPublishers.ofString(form));
  }

  private static String expect(HttpRequest.Builder request, int status)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != status) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private static void grow(Connection connection, String first, long wanted) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long there = count(statement);
      while (there < wanted) {
        long more = Math.min(AT_ONCE, wanted - there);
        statement.execute(copies(more, first));
        there += more;
      }
      statement.execute("vacuum analyze session_state");
      statement.execute("vacuum analyze access_token");
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("select count(*) from session_state")) {
      boolean _ = result.next();
      return result.getLong(1);
    }
  }

  private void look(Connection connection, int lookups, String first)
      throws SQLException, IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    long there;
    try (Statement statement = connection.createStatement()) {
      there = count(statement);
      double percent = Math.min(100, 300.0 * lookups / there);
      try (ResultSet result =
          statement.executeQuery(
              "select id from (select id, used_at from session_state tablesample bernoulli ("
                  + percent
                  + ")) s where used_at is null and id <> '"
                  + first
                  + "' order by random() limit "
                  + 2 * lookups)) {
        while (result.next()) {
          ids.add(result.getString(1));
        }
      }
    }
    List<Long> nanos = new ArrayList<>();
    List<Long> database = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      String body = "token=" + token(ids.get(i));
      long began = System.nanoTime();
      String answer = expect(form("/auth/introspect", body), 200);
      long took = System.nanoTime() - began;
      if (!answer.contains("\"active\":true")) {
        throw new IOException(answer);
      }
      if (i >= ids.size() / 2) { // the first half warms up
        nanos.add(took);
        database.add(row(connection, ids.get(i)));
      }
    }
    Collections.sort(nanos);
    Collections.sort(database);
    System.out.printf(
        Locale.ROOT,
        "%d\t%.3f\t%.3f\t%.3f%n",
        there,
        nanos.get(nanos.size() / 2) / 1e6,
        nanos.get(nanos.size() * 99 / 100) / 1e6,
        database.get(database.size() / 2) / 1e6);
  }

  /// Adds sessions like the first. A token is the session's id and 32 bytes, here zeros, in Base64
  /// without padding.
  private static String copies(long number, String first) {
    return """
    with made as (
      insert into session_state (id, type, user_id, client_id, user_epoch, client_epoch, scope,
        audience, started, exp, refresh_exp)
      select uuidv7()::text, type, user_id, client_id, user_epoch, client_epoch, scope, audience,
        started, exp + interval '30 days', refresh_exp
      from session_state, generate_series(1, %d)
      where id = '%s'
      returning id, exp)
    insert into access_token (session_id, digest, exp)
    select id, sha256(convert_to(translate(encode(
        decode(replace(id, '-', ''), 'hex') || decode(repeat('00', 32), 'hex'), 'base64'),
        '+/', '-_'), 'UTF8')), exp
    from made
    """
        .formatted(number, first);
  }

  /// What the network and PostgreSQL take for any row by its key.
  private static long row(Connection connection, String id) throws SQLException {
    long began = System.nanoTime();
    try (var statement =
        connection.prepareStatement("select exp from session_state where id = ?")) {
      statement.setString(1, id);
      try (ResultSet result = statement.executeQuery()) {
        boolean _ = result.next();
      }
    }
    return System.nanoTime() - began;
  }

  private static String token(String id) {
    byte[] bytes = new byte[48];
    System.arraycopy(HexFormat.of().parseHex(id.replace("-", "")), 0, bytes, 0, 16);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
