package dev.andiron.main;

import dev.andiron.config.LoadCredentials;
import dev.andiron.config.Secret;
import dev.andiron.config.Settings;
import dev.andiron.main.load.LoadException;
import java.io.Console;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// A server that a command talks to by HTTP, and how it shows who it is.
///
/// @param url of the FHIR API, without a slash at its end
/// @param authorization the value of the header
record RemoteServer(URI url, String authorization) {
  private static final String ROOT = "root";

  /// Adds the options that name it.
  static void describe(CommandSpec command) {
    command.addOption(Load.option("--server", "URL", "where the FHIR API of a server is"));
    command.addOption(
        Load.option("--client", "ID", "which client the secret in the environment is of [root]"));
  }

  /// @param client null for `root`
  /// @throws LoadException where it is no URL, or there are no credentials
  static RemoteServer of(
      Settings settings, LoadCredentials credentials, String server, @Nullable String client) {
    URI url = url(server);
    Secret token = credentials.token();
    if (token != null) {
      return new RemoteServer(url, "Bearer " + token.value());
    }
    String id = Load.or(client, ROOT);
    Secret secret = credentials.secret();
    if (secret == null && id.equals(ROOT)) {
      secret = settings.rootClientSecret();
    }
    if (secret == null) {
      throw new LoadException(
          "--server needs credentials: ANDIRON_LOAD_SECRET, the secret of the client that --client"
              + " names, or ANDIRON_LOAD_TOKEN, an access token");
    }
    byte[] pair = (id + ":" + secret.value()).getBytes(StandardCharsets.UTF_8);
    return new RemoteServer(url, "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  private static URI url(String server) {
    try {
      URI url = URI.create(server.replaceFirst("/+$", ""));
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new LoadException(
        "--server: expected a URL such as http://localhost:8080, without a name or secret in it");
  }

  /// Whether a person looks on while a command works.
  static boolean isTerminal() {
    return isTerminal(System.console());
  }

  private static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
