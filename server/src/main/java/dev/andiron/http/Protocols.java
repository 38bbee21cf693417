package dev.andiron.http;

import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// What is spoken on a port, and within which bounds.
///
/// ```
/// without TLS:  HTTP/1.1
/// with TLS:     a TLS hello → TLS → ALPN → HTTP/2 or HTTP/1.1
///               anything else → HTTP/1.1, which the RequestHandler refuses
/// ```
final class Protocols {
  private static final int MOST_HEADERS = 16 * 1024;

  /// Streams of one connection at once. What they read and write is bounded like everything else.
  private static final int MOST_STREAMS = 128;

  /// PING, SETTINGS, PRIORITY, empty DATA, and resets of streams, in a second: who sends more of
  /// what costs us more than them is cut off (CVE-2023-44487, CVE-2019-9512 to 9518).
  private static final int MOST_EVENTS = 128;

  private static final int MOST_SETTINGS = 32;

  private Protocols() {}

  static ConnectionFactory[] plain() {
    return new ConnectionFactory[] {new HttpConnectionFactory(configuration())};
  }

  static ConnectionFactory[] secure(
      SslContextFactory.Server context, HttpServer.Settings settings) {
    HttpConfiguration configuration = configuration();
    // Names are not compared: a probe comes by address, and a proxy by whatever name it likes.
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
    http2.setMaxConcurrentStreams(MOST_STREAMS);
    http2.setRateControlFactory(new WindowRateControl.Factory(MOST_EVENTS));
    http2.setMaxSettingsKeys(MOST_SETTINGS);
    http2.setStreamIdleTimeout(settings.idleTimeout().toMillis());
    ALPNServerConnectionFactory alpn =
        new ALPNServerConnectionFactory(http2.getProtocol(), http1.getProtocol());
    alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
    SslConnectionFactory tls = new SslConnectionFactory(context, alpn.getProtocol());
    return new ConnectionFactory[] {new DetectorConnectionFactory(tls), http1, alpn, http2};
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    // RFC 9112 to the letter: no bare LF, no folded lines, no doubtful lengths.
    configuration.setHttpCompliance(HttpCompliance.STRICT);
    // The router judges paths itself, so that a refusal is spelled like every other error.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    // What a connection sent before is not kept: that would be 100 KB for each connection, tokens
    // and
    // passwords among them, and fields that differ only in their case could be taken for each
    // other.
    configuration.setHeaderCacheSize(0);
    configuration.setRequestHeaderSize(MOST_HEADERS);
    configuration.setResponseHeaderSize(MOST_HEADERS);
    configuration.setOutputBufferSize(32 * 1024);
    return configuration;
  }
}
