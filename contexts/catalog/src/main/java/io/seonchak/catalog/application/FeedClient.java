package io.seonchak.catalog.application;

import io.seonchak.catalog.application.TimeSaleForm.TimeSale;
import io.seonchak.platform.remote.Remote;
import io.seonchak.platform.remote.RemoteUnavailable;
import io.seonchak.platform.remote.Remotes;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the external server of time sales. Bounded in time, tries and bytes; a server that is away
 * opens the breaker {@code feed}, one that says 4xx does not.
 */
@Component
public class FeedClient {

  /** The longest answer, in bytes. */
  static final int BYTES_MAX = 1 << 20;

  /** Time sales of one answer. */
  static final int SALES_MAX = 2_000;

  private static final Duration CONNECT_MAX = Duration.ofMillis(500);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
  private static final Duration WHOLE_MAX = Duration.ofSeconds(3);

  /** What somebody else adds is passed over. */
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Remote remote;
  private final RestClient http;
  private final String key;

  FeedClient(Remotes remotes, @Value("${seonchak.feed.key:}") String key) {
    var requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .connectTimeout(CONNECT_MAX)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
    requests.setReadTimeout(ANSWER_MAX);
    this.remote = remotes.of("feed");
    this.http = RestClient.builder().requestFactory(requests).build();
    this.key = key;
  }

  /** What came of asking. */
  sealed interface Answer {

    /** Its time sales. */
    record Sales(List<Sale> sales) implements Answer {}

    /** It did not answer. */
    record Away(String reason) implements Answer {}

    /** It answered, but not this question. */
    record Wrong(String reason) implements Answer {}
  }

  /** A time sale of an answer. */
  record Sale(String externalId, TimeSale terms, boolean withdrawn) {}

  private record SaleBody(
      @Nullable String externalId,
      @Nullable UUID productId,
      @Nullable Long percent,
      @Nullable Long amount,
      @Nullable OffsetDateTime startsAt,
      @Nullable OffsetDateTime endsAt,
      @Nullable OffsetDateTime updatedAt,
      @Nullable Boolean withdrawn) {

    Sale sale() {
      return new Sale(
          externalId == null ? "" : externalId,
          new TimeSale(productId, percent, amount, startsAt, endsAt, updatedAt),
          Boolean.TRUE.equals(withdrawn));
    }
  }

  private record Body(@Nullable List<@Nullable SaleBody> sales) {}

  /** Asks the server at an address. */
  Answer ask(String address) {
    try {
      return read(remote.repeatable(() -> inTime(address)));
    } catch (RemoteUnavailable e) {
      return new Answer.Away(String.valueOf(e.getMessage()));
    } catch (RestClientResponseException e) {
      return new Answer.Wrong("status " + e.getStatusCode().value());
    } catch (TooLong e) {
      return new Answer.Wrong("more than " + BYTES_MAX + " bytes");
    }
  }

  /** An answer that trickles in ends, too. */
  private byte[] inTime(String address) {
    var answer = new FutureTask<>(() -> get(address));
    Thread asking = Thread.ofVirtual().name("feed-answer").start(answer);
    try {
      return answer.get(WHOLE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("the feed was not read", e.getCause());
    } catch (TimeoutException e) {
      throw new SlowAnswer(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlowAnswer(e);
    } finally {
      asking.interrupt();
    }
  }

  private byte[] get(String address) {
    return http.get()
        .uri(address)
        .accept(MediaType.APPLICATION_JSON)
        .headers(this::sign)
        .exchange((request, response) -> bounded(response));
  }

  private void sign(HttpHeaders headers) {
    if (!key.isEmpty()) {
      headers.set("Feed-Key", key);
    }
  }

  private static byte[] bounded(ClientHttpResponse response) throws IOException {
    var status = response.getStatusCode();
    if (status.is5xxServerError()) {
      throw new HttpServerErrorException(status);
    }
    if (!status.is2xxSuccessful()) {
      throw new HttpClientErrorException(status);
    }
    try (InputStream body = response.getBody()) {
      byte[] bytes = body.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new TooLong();
      }
      return bytes;
    }
  }

  private static Answer read(byte[] bytes) {
    Body body;
    try {
      body = JSON.readValue(bytes, Body.class);
    } catch (JacksonException e) {
      return new Answer.Wrong("no JSON of time sales: " + e.getOriginalMessage());
    }
    if (body == null || body.sales() == null || body.sales().size() > SALES_MAX) {
      return new Answer.Wrong("no sales, or more than " + SALES_MAX);
    }
    List<Sale> sales = new ArrayList<>();
    for (SaleBody each : body.sales()) {
      if (each != null) {
        sales.add(each.sale());
      }
    }
    return new Answer.Sales(sales);
  }

  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLong() {
      super("too long", null, false, false);
    }
  }

  /** The server is away, as the breaker sees it. */
  private static final class SlowAnswer extends ResourceAccessException {
    private static final long serialVersionUID = 1;

    SlowAnswer(Exception cause) {
      super("no whole answer in " + WHOLE_MAX, new IOException(cause));
    }
  }
}
