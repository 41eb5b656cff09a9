package io.seonchak.platform.remote;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpExchangeAdapterDecorator;
import org.springframework.web.service.invoker.HttpRequestValues;

/** The calls of an {@code @HttpExchange} interface as calls to one {@link Remote}. */
final class GuardedExchanges extends HttpExchangeAdapterDecorator {

  /** Those methods of HTTP that may be asked twice (RFC 9110, section 9.2.2). */
  private static final Set<HttpMethod> REPEATABLE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE);

  private final Remote remote;

  GuardedExchanges(Remote remote, HttpExchangeAdapter exchanges) {
    super(exchanges);
    this.remote = remote;
  }

  @Override
  public void exchange(HttpRequestValues request) {
    exchangeForBodilessEntity(request);
  }

  @Override
  public HttpHeaders exchangeForHeaders(HttpRequestValues request) {
    return ask(request, () -> super.exchangeForHeaders(request));
  }

  /** The body; null where the other side says that there is no such thing. */
  @Override
  public <T> @Nullable T exchangeForBody(
      HttpRequestValues request, ParameterizedTypeReference<T> type) {
    return this.<@Nullable T>ask(request, () -> presentOrNull(request, type));
  }

  @Override
  public ResponseEntity<Void> exchangeForBodilessEntity(HttpRequestValues request) {
    return ask(request, () -> super.exchangeForBodilessEntity(request));
  }

  @Override
  public <T> ResponseEntity<T> exchangeForEntity(
      HttpRequestValues request, ParameterizedTypeReference<T> type) {
    return ask(request, () -> super.exchangeForEntity(request, type));
  }

  private <T> @Nullable T presentOrNull(
      HttpRequestValues request, ParameterizedTypeReference<T> type) {
    try {
      return super.exchangeForBody(request, type);
    } catch (HttpClientErrorException.NotFound e) {
      if (AbsentAnswers.saysAbsent(e)) {
        return null;
      }
      throw e;
    }
  }

  private <T extends @Nullable Object> T ask(HttpRequestValues request, Supplier<T> call) {
    HttpMethod method = request.getHttpMethod();
    return method != null && REPEATABLE.contains(method)
        ? remote.repeatable(call)
        : remote.once(call);
  }
}
