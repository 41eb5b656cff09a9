package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Redis and Kafka may be away: what must not wait for them does not. */
class AwayTest {

  /** A port of the system's own that nobody listens on. */
  private static final String NOWHERE = "127.0.0.1:1";

  @Test
  void withoutRedisAndKafkaItStartsGrantsAndIsReady() throws Exception {
    try (Shop shop = Shop.open("redis://default:none@" + NOWHERE + "/0", NOWHERE)) {
      UUID drop = shop.drop(1, 1);

      assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
      for (String health : new String[] {"", "/liveness", "/readiness"}) {
        assertThat(shop.get("/actuator/health" + health).status()).as(health).isEqualTo(200);
      }
    }
  }
}
