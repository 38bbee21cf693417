package dev.andiron.identity;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// Where a request came from, as far as one party is behind it: an IPv4 address, or the 64 leading
/// bits of an IPv6 address, of which a single connection commonly has all the rest.
final class SourceAddress {
  private static final int PREFIX_BYTES = 8;

  private SourceAddress() {}

  /// @param remoteAddress a literal IP address; an IPv4 address in IPv6's clothes is that address
  static String of(String remoteAddress) {
    int zone = remoteAddress.indexOf('%');
    String literal = zone < 0 ? remoteAddress : remoteAddress.substring(0, zone);
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(literal).getAddress();
    } catch (IllegalArgumentException e) {
      return literal; // no address: whatever it is, it is one source
    }
    return HexFormat.of()
        .formatHex(bytes.length > PREFIX_BYTES ? Arrays.copyOf(bytes, PREFIX_BYTES) : bytes);
  }
}
