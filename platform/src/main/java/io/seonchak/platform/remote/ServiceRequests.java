package io.seonchak.platform.remote;

import io.seonchak.platform.security.ServiceTokens;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/** Sends a request to the next instance of a service, with a token for it. */
final class ServiceRequests implements ClientHttpRequestInterceptor {

  private final String service;
  private final Addresses addresses;
  private final ServiceTokens tokens;

  ServiceRequests(String service, Addresses addresses, ServiceTokens tokens) {
    this.service = service;
    this.addresses = addresses;
    this.tokens = tokens;
  }

  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    URI instance = addresses.next();
    request.getHeaders().set(HttpHeaders.AUTHORIZATION, tokens.authorization(service));
    try {
      return execution.execute(new Directed(request, instance), body);
    } catch (IOException e) {
      addresses.unreachable(instance);
      throw e;
    }
  }

  private static final class Directed extends HttpRequestWrapper {

    private final URI target;

    Directed(HttpRequest request, URI instance) {
      super(request);
      URI asked = request.getURI();
      String query = asked.getRawQuery();
      this.target = URI.create(instance + asked.getRawPath() + (query == null ? "" : "?" + query));
    }

    @Override
    public URI getURI() {
      return target;
    }
  }
}
