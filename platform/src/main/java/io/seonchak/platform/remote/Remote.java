package io.seonchak.platform.remote;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.HttpClientErrorException.TooManyRequests;
import org.springframework.web.client.HttpServerErrorException;

/**
 * One party that is asked over the network. A call may fail for its own reasons, which are passed
 * on as they are (4xx: the other side is well, the question was wrong); or because the other side
 * is away, which is {@link RemoteUnavailable}. Too many of those in a row, and for a while nobody
 * waits for it any more. Timeouts are the HTTP client's. Thread-safe.
 */
public final class Remote {

  private final CircuitBreaker breaker;
  private final Retry retry;

  Remote(CircuitBreaker breaker, Retry retry) {
    this.breaker = breaker;
    this.retry = retry;
  }

  /**
   * Asks something that may be asked twice: a look-up, or what carries an idempotency key.
   *
   * @throws RemoteUnavailable when the other side is away, also at the last try
   */
  public <T extends @Nullable Object> T repeatable(Supplier<T> call) {
    return told(Retry.decorateSupplier(retry, CircuitBreaker.decorateSupplier(breaker, call)));
  }

  /**
   * Asks something that must not be asked twice.
   *
   * @throws RemoteUnavailable when the other side is away
   */
  public <T extends @Nullable Object> T once(Supplier<T> call) {
    return told(CircuitBreaker.decorateSupplier(breaker, call));
  }

  /** Its name, as in settings and meters. */
  public String name() {
    return breaker.getName();
  }

  /** Whether a failure says that the other side is away, and not that the question was wrong. */
  static boolean away(Throwable failure) {
    return failure instanceof HttpServerErrorException
        || failure instanceof TooManyRequests
        || cause(failure, IOException.class).isPresent();
  }

  private <T extends @Nullable Object> T told(Supplier<T> call) {
    try {
      return call.get();
    } catch (CallNotPermittedException e) {
      throw new RemoteUnavailable(name(), false, Remotes.OPEN, null);
    } catch (RuntimeException e) {
      if (!away(e)) {
        throw e;
      }
      throw new RemoteUnavailable(name(), sent(e), Remotes.OPEN, e);
    }
  }

  private static boolean sent(Throwable failure) {
    return cause(failure, ConnectException.class).isEmpty()
        && cause(failure, HttpConnectTimeoutException.class).isEmpty();
  }

  private static <E> Optional<E> cause(Throwable failure, Class<E> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }
}
