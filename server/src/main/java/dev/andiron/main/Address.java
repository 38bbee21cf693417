package dev.andiron.main;

import dev.andiron.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Locale;

/// Where the server listens, and where clients see it.
///
/// @param port never 0
/// @param baseUrl without a slash at its end
record Address(int port, String baseUrl) {
  /// @throws StartupException where the host cannot be listened on
  static Address of(Settings settings) {
    int port = settings.port() == 0 ? freePort(settings.host()) : settings.port();
    String given = settings.baseUrl();
    return new Address(
        port,
        given != null
            ? given
            : settings.scheme() + "://" + Welcome.hostName(settings.host()) + ":" + port);
  }

  /// A port that is free now: links and the issuer must be known before the server listens.
  private static int freePort(String host) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StartupException("--host " + host + " cannot be listened on", e);
    }
  }

  /// Whether clients come by `https`.
  boolean isSecure() {
    return baseUrl.toLowerCase(Locale.ROOT).startsWith("https:");
  }

  /// The issuer, where the database does not know one yet.
  String proposedIssuer(Settings settings) {
    String given = settings.issuer();
    return given != null ? given : baseUrl;
  }
}
