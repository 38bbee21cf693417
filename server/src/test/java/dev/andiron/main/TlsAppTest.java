package dev.andiron.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.http.Certificates;
import dev.andiron.http.TlsFiles;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("With --tls-certificate and --tls-key")
class TlsAppTest {
  @TempDir private Path folder;

  private static Map<Setting, String> tls(TlsFiles files) {
    return Map.of(
        Setting.TLS_CERTIFICATE,
        files.certificate().toString(),
        Setting.TLS_KEY,
        files.key().toString());
  }

  @Test
  @DisplayName("the whole server is https: issuer, links and the cookie follow")
  void https() throws Exception {
    Certificates own = Certificates.selfSigned(folder, "EC", "app");
    try (TestApp app = TestApp.start(TestPostgres.newUrl(), tls(own.write(folder)));
        HttpClient client =
            HttpClient.newBuilder().sslContext(Certificates.trusting(own)).build()) {
      String url = app.url().replace("http:", "https:");
      HttpResponse<String> metadata =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/.well-known/openid-configuration")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(metadata.version()).isEqualTo(HttpClient.Version.HTTP_2);
      JsonObject json = (JsonObject) JsonReader.read(metadata.body());
      assertThat(json.string("issuer")).isEqualTo(url);
      assertThat(json.string("token_endpoint")).isEqualTo(url + "/auth/token");
      HttpResponse<String> login =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/auth/login")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(login.headers().allValues("Set-Cookie"))
          .isNotEmpty()
          .allMatch(cookie -> cookie.startsWith("__Host-") && cookie.contains("Secure"));
      assertThat(login.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertThat(app.http().get("/health").send().status()).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("files that cannot be used end the start with a line that names the options")
  void unusable() throws Exception {
    TlsFiles files = new TlsFiles(Files.writeString(folder.resolve("c"), "x"), folder.resolve("k"));
    assertThatThrownBy(() -> TestApp.start(TestPostgres.newUrl(), tls(files)).close())
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("--tls-certificate, --tls-key: ");
  }
}
