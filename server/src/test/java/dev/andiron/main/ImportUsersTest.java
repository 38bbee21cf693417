package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("./andiron import-users")
class ImportUsersTest {
  /// Of `U*U`.
  private static final String BCRYPT =
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  /// Of `test`.
  private static final String AIDBOX =
      "$s0$f0801$72nz8sgiT91maOn8zzOppA==$PtBarKD+2TafNX+k7sBeejnvfl+N5o2VhAGA7y+JIRA=";

  /// Of `password`.
  private static final String ARGON2 =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  /// Of `pleaseletmein`.
  private static final String SCRYPT =
      "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU"
          + "$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw";

  /// Of `Password`, as Keycloak exports it.
  private static final JsonObject KEYCLOAK =
      JsonObject.builder()
          .put("type", "password")
          .put("credentialData", "{\"hashIterations\":80000,\"algorithm\":\"pbkdf2-sha256\"}")
          .put(
              "secretData",
              "{\"value\":\"TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1ah1CWhIlgzVJrbhBtRybMXaicr3ruh0HhHj2Kzl/M8jQ==\","
                  + "\"salt\":\"TmFDbA==\"}")
          .build();

  private static TestApp app;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    app = TestApp.start(TestPostgres.newUrl(), Map.of(Setting.SIGN_IN_FAILURES, "0"));
    assertThat(
            app.asRoot("PUT", "/Client/app")
                .json("{\"secret\":\"secret\",\"grant_types\":[\"password\"]}")
                .send()
                .status())
        .isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static int signIn(String user, String password) {
    return app.http()
        .post("/auth/token")
        .basic("app", "secret")
        .form("grant_type", "password", "username", user, "password", password)
        .send()
        .status();
  }

  private static JsonObject user(String id) {
    Answer answer = app.asRoot("GET", "/User/" + id).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  /// What a run came to.
  private record Run(int exit, String said) {}

  private static Run run(Map<String, String> environment, String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      int exit = new Commands(environment, Clock.systemUTC()).execute(arguments);
      return new Run(exit, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private static Run run(Path file) {
    return run(
        Map.of("ANDIRON_ROOT_CLIENT_SECRET", TestApp.ROOT_SECRET),
        "import-users",
        "--server",
        app.url(),
        file.toString());
  }

  @Test
  @DisplayName("CSV: columns in any order, quotes, empty values, plain passwords and hashes")
  void csv() throws IOException {
    Path file =
        file(
            "people.csv",
            "\uFEFFid,email,givenName,familyName,password,passwordHash,inactive,displayName",
            "csv-anna,anna@csv.example,Anna,Müller,zq3 kw8v zq3,,,\"Müller, \"\"Anna\"\"\"",
            "",
            "csv-ben,ben@csv.example,Ben,,," + quoted(BCRYPT) + ",,\"two",
            "lines\"",
            "csv-cleo,cleo@csv.example,,,," + quoted(ARGON2) + ",true,");
    Run run = run(file);
    assertThat(run.exit()).as(run.said()).isZero();
    assertThat(run.said()).contains("3 users").doesNotContain("refused");
    assertThat(signIn("anna@csv.example", "zq3 kw8v zq3")).isEqualTo(200);
    assertThat(signIn("csv-ben", "U*U")).isEqualTo(200);
    assertThat(signIn("csv-cleo", "password")).isEqualTo(400);
    assertThat(user("csv-anna").toString())
        .contains("Müller, \\\"Anna\\\"", "\"givenName\":\"Anna\"", "\"familyName\":\"Müller\"");
    assertThat(user("csv-ben").string("displayName")).isEqualTo("two\nlines");
    assertThat(user("csv-cleo").flag("inactive", false)).isTrue();
    assertThat(folder.toFile().list()).hasSize(1);
  }

  private static String quoted(String value) {
    return "\"" + value + "\"";
  }

  @Test
  @DisplayName("CSV of a spreadsheet with semicolons, packed")
  void semicolons() throws IOException {
    Path file = folder.resolve("people.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "userName;passwordHash\r\nsemi;%s\r\n"
              .formatted(ARGON2)
              .getBytes(StandardCharsets.UTF_8));
    }
    Run run = run(file);
    assertThat(run.exit()).as(run.said()).isZero();
    assertThat(signIn("semi", "password")).isEqualTo(200);
  }

  @Test
  @DisplayName("NDJSON: Users as Aidbox gives them, with the hash for a password; and Keycloak's")
  void ndjson() throws IOException {
    Path file =
        file(
            "users.ndjson",
            "{\"resourceType\":\"User\",\"id\":\"aidbox\",\"email\":\"a@nd.example\",\"password\":\""
                + AIDBOX
                + "\",\"meta\":{\"versionId\":\"42\"},\"data\":{\"ward\":3}}",
            "{\"userName\":\"plain\",\"password\":\"zq3 kw8v zq3\"}",
            "",
            keycloak("keycloak", "\"enabled\":false,\"attributes\":{\"ward\":[\"3\"]},"),
            keycloak("keycloak-2", ""));
    Run run = run(file);
    assertThat(run.exit()).as(run.said()).isZero();
    assertThat(signIn("a@nd.example", "test")).isEqualTo(200);
    assertThat(user("aidbox").toString()).contains("\"ward\":3").doesNotContain("\"42\"");
    assertThat(signIn("plain", "zq3 kw8v zq3")).isEqualTo(200);
    assertThat(signIn("keycloak-2", "Password")).isEqualTo(200);
    assertThat(signIn("keycloak", "Password")).isEqualTo(400);
    assertThat(user("keycloak-id").toString())
        .contains("\"inactive\":true", "\"ward\":[\"3\"]", "\"givenName\":\"Ka\"");
  }

  private static String keycloak(String name, String more) {
    return "{\"id\":\"%s-id\",\"username\":\"%s\",\"firstName\":\"Ka\",%s\"credentials\":[{\"type\":\"otp\"},%s]}"
        .formatted(name, name, more, JsonWriter.text(KEYCLOAK));
  }

  @Test
  @DisplayName("JSON: the users of a realm of Keycloak, and a list")
  void json() throws IOException {
    Path realm =
        file("realm.json", "{\"realm\":\"ward\",\"users\":[" + keycloak("realm", "") + "]}");
    assertThat(run(realm).exit()).isZero();
    assertThat(signIn("realm", "Password")).isEqualTo(200);
    Path list = file("list.json", "[{\"id\":\"listed\",\"passwordHash\":\"" + SCRYPT + "\"}]");
    assertThat(run(list).exit()).isZero();
    assertThat(signIn("listed", "pleaseletmein")).isEqualTo(200);
  }

  @Test
  @DisplayName("what is refused is told by its line, does not stop the rest, and can be mended")
  void refused() throws IOException {
    assertThat(
            app.asRoot("PUT", "/User/there")
                .json("{\"email\":\"there@x.example\"}")
                .send()
                .status())
        .isEqualTo(201);
    Path file =
        file(
            "mixed.csv",
            "id,email,passwordHash",
            "mixed-1,m1@x.example,$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
            "mixed-2,m2@x.example," + BCRYPT,
            "mixed-3,there@x.example," + BCRYPT,
            ",,$2b$05$CCCC",
            "mixed 5,m5@x.example," + BCRYPT,
            "mixed-6,m6@x.example");
    Run run = run(file);
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.said())
        .contains("line 2: was made, but passwordHash would take too long")
        .contains("line 4: ", "e-mail addresses")
        .contains("line 5: has no id, userName or email")
        .contains("line 6: ")
        .contains("line 7: has 2 values for 3 columns.")
        .contains("1 users", "5 refused", "mixed.rejected.csv")
        .doesNotContain("CCCC");
    assertThat(signIn("mixed-2", "U*U")).isEqualTo(200);

    Path rejected = folder.resolve("mixed.rejected.csv");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rejected)))
        .isEqualTo("rw-------");
    List<String> lines = new ArrayList<>(Files.readAllLines(rejected));
    assertThat(lines).hasSize(6).startsWith("id,email,passwordHash");
    // Mended: the cost of the first, and nothing else.
    String mended =
        String.join("\n", lines.stream().filter(line -> line.startsWith("mixed-1")).toList())
            .replace("$31$", "$05$");
    Run again = run(file("mended.csv", lines.getFirst(), mended));
    assertThat(again.exit()).as(again.said()).isZero();
    assertThat(signIn("mixed-1", "U*U")).isEqualTo(200);
  }

  @Test
  @DisplayName("again it changes nothing: not a password that was changed meanwhile, nor one since")
  void again() throws IOException {
    Path file =
        file(
            "again.ndjson",
            "{\"id\":\"again-1\",\"passwordHash\":\"" + BCRYPT + "\"}",
            "{\"userName\":\"again-2\",\"password\":\"zq3 kw8v zq3\"}",
            "{\"id\":\"again-3\",\"passwordHash\":\"" + BCRYPT + "\"}");
    // As if the run before was killed after the user was made, and before the hash came.
    assertThat(app.asRoot("PUT", "/User/again-3").json("{}").send().status()).isEqualTo(201);
    assertThat(run(file).exit()).isZero();
    assertThat(
            app.asRoot("PATCH", "/User/again-1")
                .json("{\"password\":\"changed kw8v\",\"displayName\":\"x\"}")
                .send()
                .status())
        .isEqualTo(200);
    Run again = run(file);
    assertThat(again.exit()).as(again.said()).isZero();
    assertThat(again.said()).contains("0 users", "3 there before");
    assertThat(signIn("again-1", "changed kw8v")).isEqualTo(200);
    assertThat(signIn("again-1", "U*U")).isEqualTo(400);
    assertThat(user("again-1").string("displayName")).isEqualTo("x");
    assertThat(signIn("again-2", "zq3 kw8v zq3")).isEqualTo(200);
    assertThat(signIn("again-3", "U*U")).isEqualTo(200);
    assertThat(app.asRoot("GET", "/User?userName=again-2").send().resources()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x.csv     | id,passwort            | no column is called \"passwort\"; there are displayName",
        "x.csv     | id\\n\"unclosed        | line 2: a quote is never closed",
        "x.txt     | id                     | expected a name that ends in .csv",
        "x.json    | {\"a\":1}              | expected a list of users",
        "x.json    | {                      | not valid JSON"
      })
  @DisplayName("a file that makes no sense ends it with 1, and says why")
  void unusable(String name, String content, String said) throws IOException {
    Run run = run(file(name, content.replace("\\n", "\n")));
    assertThat(run.exit()).as(run.said()).isEqualTo(1);
    assertThat(run.said()).contains(said);
  }

  @Test
  @DisplayName("it needs a server and good credentials, which are in no argument")
  void credentials() throws IOException {
    Path file = file("c.csv", "id", "not-brought");
    Map<String, String> root = Map.of("ANDIRON_ROOT_CLIENT_SECRET", TestApp.ROOT_SECRET);
    assertThat(run(root, "import-users", file.toString()))
        .satisfies(run -> assertThat(run.exit()).isEqualTo(1))
        .satisfies(run -> assertThat(run.said()).contains("--server: expected"));
    assertThat(run(Map.of(), "import-users", "--server", app.url(), file.toString()).said())
        .contains("--server needs credentials: ANDIRON_LOAD_SECRET");
    Run wrong =
        run(
            Map.of("ANDIRON_LOAD_SECRET", "wrong"),
            "import-users",
            "--server",
            app.url(),
            file.toString());
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.said()).contains("PUT /User/not-brought is refused").doesNotContain("wrong");
    // Who may write users, and no hashes.
    assertThat(
            app.asRoot("PUT", "/Client/writer")
                .json("{\"secret\":\"s3\",\"grant_types\":[\"basic\"]}")
                .send()
                .status())
        .isEqualTo(201);
    assertThat(
            app.asRoot("PUT", "/AccessPolicy/writer")
                .json(
                    """
                    {"engine":"matcho","matcho":{"uri":"#^/User"},
                     "link":[{"reference":"Client/writer"}]}
                    """)
                .send()
                .status())
        .isEqualTo(201);
    Path hashes = file("h.csv", "id,passwordHash", "hashless," + BCRYPT, "hashless-2," + BCRYPT);
    Run denied =
        run(
            Map.of("ANDIRON_LOAD_SECRET", "s3"),
            "import-users",
            "--client",
            "writer",
            "--parallel",
            "1",
            "--server",
            app.url(),
            hashes.toString());
    assertThat(denied.exit()).isEqualTo(1);
    assertThat(denied.said()).contains("POST /auth/import-hash is refused");
    assertThat(signIn("hashless", "U*U")).isEqualTo(400);
    assertThat(run(hashes).exit()).isZero();
    assertThat(signIn("hashless", "U*U")).isEqualTo(200);
  }

  @Test
  @Tag("full")
  @DisplayName("a thousand users of each kind of hash, of whom every fiftieth then signs in")
  void thousands() throws IOException {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    kinds.put("bcrypt", List.of(BCRYPT, "U*U"));
    kinds.put("aidbox", List.of(AIDBOX, "test"));
    kinds.put("argon2", List.of(ARGON2, "password"));
    kinds.put("scrypt", List.of(SCRYPT, "pleaseletmein"));
    kinds.put("keycloak", List.of("", "Password"));
    List<String> lines = new ArrayList<>();
    kinds.forEach((kind, hash) -> {
      for (int i = 0; i < 1000; i++) {
        String id = "many-" + kind + "-" + i;
        lines.add(
            kind.equals("keycloak")
                ? keycloak(id, "")
                : JsonWriter.text(
                    JsonObject.of("id", id).with("passwordHash", Json.of(hash.getFirst()))));
      }
    });
    Run run = run(file("many.ndjson", lines.toArray(String[]::new)));
    assertThat(run.exit()).as(run.said()).isZero();
    assertThat(run.said()).contains("5,000 users");
    kinds.forEach((kind, hash) -> {
      for (int i = 0; i < 1000; i += 50) {
        assertThat(signIn("many-" + kind + "-" + i, hash.getLast())).as(kind).isEqualTo(200);
      }
    });
  }
}
