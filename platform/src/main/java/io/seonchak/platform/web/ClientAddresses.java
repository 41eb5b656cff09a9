package io.seonchak.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * Where a request comes from. The socket says it, unless the peer is one of the proxies named in
 * the settings: then the nearest address in {@code X-Forwarded-For} that is no such proxy. What
 * others write into that header counts for nothing.
 */
@Component
public final class ClientAddresses {

  /** The setting that names proxies: addresses or networks such as 10.0.0.0/8, by commas. */
  public static final String SETTING = "seonchak.trusted-proxies";

  private static final String HEADER = "X-Forwarded-For";
  private static final int HOPS_MAX = 10;
  private static final int IPV6_BYTES = 16;
  private static final int IPV6_NETWORK_BYTES = 8;

  private final List<IpAddressMatcher> trusted;

  /** Trusts these proxies only. */
  public ClientAddresses(@Value("${" + SETTING + ":}") List<String> proxies) {
    this.trusted = proxies.stream().filter(p -> !p.isBlank()).map(ClientAddresses::proxy).toList();
  }

  /** The address, without a name being looked up. */
  public String of(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    List<String> hops = hops(request);
    for (int i = hops.size() - 1; i >= 0 && trusts(address); i--) {
      String hop = hops.get(i).strip();
      if (!literal(hop)) {
        break;
      }
      address = hop;
    }
    return address;
  }

  /** What one caller can hardly change: his IPv4 address, or the 64 bits of his IPv6 network. */
  public String networkOf(HttpServletRequest request) {
    String address = of(request);
    if (!literal(address)) {
      return address;
    }
    InetAddress known = InetAddress.ofLiteral(address);
    byte[] bytes = known.getAddress();
    return bytes.length == IPV6_BYTES
        ? HexFormat.of().formatHex(bytes, 0, IPV6_NETWORK_BYTES) + "/64"
        : known.getHostAddress();
  }

  private static List<String> hops(HttpServletRequest request) {
    List<String> all =
        Collections.list(request.getHeaders(HEADER)).stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .toList();
    return all.subList(Math.max(0, all.size() - HOPS_MAX), all.size());
  }

  private boolean trusts(String address) {
    return literal(address) && trusted.stream().anyMatch(proxy -> proxy.matches(address));
  }

  private static boolean literal(String text) {
    try {
      return !InetAddress.ofLiteral(text).isAnyLocalAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static IpAddressMatcher proxy(String text) {
    try {
      return new IpAddressMatcher(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: addresses or networks such as 10.0.0.0/8, by commas)"
              .formatted(SETTING, text.strip()),
          e);
    }
  }
}
