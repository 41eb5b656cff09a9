package io.seonchak.member.web;

import io.seonchak.member.application.Caller;
import io.seonchak.platform.web.ClientAddresses;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** From where a request comes. */
@Component
class Callers {

  private static final int USER_AGENT_MAX = 200;

  private final ClientAddresses addresses;

  Callers(ClientAddresses addresses) {
    this.addresses = addresses;
  }

  Caller of(HttpServletRequest request) {
    return new Caller(network(request), clean(request.getHeader(HttpHeaders.USER_AGENT)));
  }

  String network(HttpServletRequest request) {
    return addresses.networkOf(request);
  }

  /** Visible ASCII and spaces only: it is shown to people, and anybody may write it. */
  private static String clean(@org.jspecify.annotations.Nullable String userAgent) {
    String given = userAgent == null ? "" : userAgent.strip();
    String bounded = given.length() <= USER_AGENT_MAX ? given : given.substring(0, USER_AGENT_MAX);
    return bounded.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
