package io.seonchak.platform.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * A request whose body is read as it comes, so that it may be longer than others. A context that
 * has one makes a bean of this, and bounds what it reads by itself, too.
 *
 * @param path the whole of it, as it is sent
 * @param bytesMax the longest body
 */
public record StreamedBody(String method, String path, long bytesMax) {

  boolean is(HttpServletRequest request) {
    return method.equals(request.getMethod()) && path.equals(request.getRequestURI());
  }
}
