package dev.andiron.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The proxies that stand in front of this server. `X-Forwarded-For` and `X-Forwarded-Proto` are
/// believed from them and from nobody else: whoever may write the first chooses the address that
/// they are taken to come from.
public final class TrustedProxies {
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final String FIELD = "X-Forwarded-For";
  private static final String SCHEME_FIELD = "X-Forwarded-Proto";

  private final List<Range> ranges;

  private TrustedProxies(List<Range> ranges) {
    this.ranges = ranges;
  }

  private record Range(byte[] network, int bits) {
    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
        if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /// @param ranges addresses (`10.0.0.7`, `fd00::1`) and ranges of them (`10.0.0.0/8`, `fd00::/8`)
  /// @throws IllegalArgumentException with the first one that is neither
  public static TrustedProxies of(List<String> ranges) {
    List<Range> parsed = new ArrayList<>();
    for (String range : ranges) {
      int slash = range.indexOf('/');
      byte[] network = address(slash < 0 ? range : range.substring(0, slash));
      int bits = network == null ? -1 : slash < 0 ? network.length * 8 : bits(range, slash);
      if (network == null || bits < 0 || bits > network.length * 8) {
        throw new IllegalArgumentException(range);
      }
      parsed.add(new Range(network, bits));
    }
    return new TrustedProxies(List.copyOf(parsed));
  }

  private static int bits(String range, int slash) {
    String bits = range.substring(slash + 1);
    return bits.matches("[0-9]{1,3}") ? Integer.parseInt(bits) : -1;
  }

  /// The address that a request comes from: that of the peer, or where the peer is one of the
  /// proxies the last one in the field that is none of them. What stands before that was written by
  /// whoever sent the request.
  ///
  /// @param peer at the other end of the connection
  String source(String peer, Headers headers) {
    if (ranges.isEmpty()) {
      return peer;
    }
    List<String> hops = new ArrayList<>();
    for (String line : headers.all(FIELD)) {
      hops.addAll(List.of(line.split(",", -1)));
    }
    String source = peer;
    for (String hop : hops.reversed()) {
      byte[] known = address(source);
      byte[] before = address(withoutPort(hop.strip()));
      if (known == null || before == null || !isTrusted(known)) {
        break;
      }
      source = withoutPort(hop.strip());
    }
    return source;
  }

  /// Whether the caller came by `https`: to us, or to a proxy that says so.
  ///
  /// @param secure whether the connection itself is
  boolean isSecure(String peer, boolean secure, Headers headers) {
    if (secure || ranges.isEmpty()) {
      return secure;
    }
    byte[] known = address(peer);
    List<String> schemes = headers.all(SCHEME_FIELD);
    return known != null
        && isTrusted(known)
        && schemes.size() == 1
        && schemes.getFirst().strip().equalsIgnoreCase("https");
  }

  private boolean isTrusted(byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /// Some proxies write the port besides: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? hop : hop.substring(1, end);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  /// A literal address; an IPv4 address in IPv6's clothes is that address.
  private static byte @Nullable [] address(String text) {
    try {
      // Of digits and dots only in the form that everybody reads alike.
      return text.indexOf(':') < 0 && !text.matches("([0-9]{1,3}\\.){3}[0-9]{1,3}")
          ? null
          : InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
