package io.seonchak.tosssimulator;

import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.util.UriUtils;

/** Where a buyer goes back to. Only pages of the web, so that no link of ours runs a script. */
final class Links {

  static final int LENGTH_MAX = 2_000;

  private Links() {}

  /** An address to go back to. */
  static String checked(Asked asked, String field) {
    String url = asked.text(field, LENGTH_MAX);
    try {
      URI uri = URI.create(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri.toASCIIString();
      }
    } catch (IllegalArgumentException e) {
      // Said below, for all.
    }
    throw Refusal.invalid(field + " is http or https, with a host");
  }

  /** The address with more parameters, before its fragment. */
  static String with(String url, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + UriUtils.encode(each.getValue(), "UTF-8"))
            .collect(Collectors.joining("&"));
    int hash = url.indexOf('#');
    String before = hash < 0 ? url : url.substring(0, hash);
    String fragment = hash < 0 ? "" : url.substring(hash);
    return before + (before.contains("?") ? "&" : "?") + query + fragment;
  }
}
