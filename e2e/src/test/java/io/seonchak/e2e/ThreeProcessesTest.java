package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestKafka;
import io.seonchak.testing.TestRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built jar three times, as on three machines, so that every call between contexts of a
 * purchase goes from one process to another: what they share is the engines and the folder of
 * secrets.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeProcessesTest extends JourneyInAnyShape {

  @TempDir static Path folder;
  private static final Map<String, JarProcess> RUNNING = new HashMap<>();

  /** What each process hosts; its home is called after the first. */
  private static final List<List<String>> HOSTED =
      List.of(
          List.of("member", "payment"),
          List.of("catalog", "order"),
          List.of("stock", "coupon", "points"));

  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    List<Integer> ports = Instances.freePorts(HOSTED.size());
    TestDatabase database = TestDatabase.fresh();
    Map<String, String> settings = Shop.settings(database, TestRedis.url(), TestKafka.servers());
    Map<String, String> environment = Instances.environment(settings);
    environment.put("SEONCHAK_SECRETS", folder.resolve("member/secrets").toString());
    Map<String, String> addresses = new HashMap<>();
    for (int i = 0; i < HOSTED.size(); i++) {
      for (String role : HOSTED.get(i)) {
        addresses.put(role, "http://127.0.0.1:" + ports.get(i));
        environment.put("SEONCHAK_SERVICES_" + role.toUpperCase(Locale.ROOT), addresses.get(role));
      }
    }
    // The stock first, so that it starts while those it asks are still away.
    for (int i = HOSTED.size() - 1; i >= 0; i--) {
      List<String> roles = HOSTED.get(i);
      RUNNING.put(roles.getFirst(), new JarProcess(environment, args(roles, ports.get(i))));
    }
    for (JarProcess each : RUNNING.values()) {
      each.until("ready in");
    }
    shop = Shop.of(database, settings, folder.resolve("member"), Shop.paths(addresses));
  }

  @AfterAll
  static void stop() throws Exception {
    for (JarProcess each : RUNNING.values()) {
      each.process.destroy();
    }
    for (JarProcess each : RUNNING.values()) {
      each.stop();
    }
  }

  @Override
  Shop shop() {
    return shop;
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void withoutTheCatalogNoDropIsMadeButClaimsGoOn() throws Exception {
    UUID drop = shop.drop(10, 1);
    String product = shop.product();
    RUNNING.get("catalog").process.destroyForcibly().waitFor();
    long begun = System.nanoTime();
    Answer answer = shop.newDrop(product, 1, 1, Instant.now(), "k");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("UNAVAILABLE");
    assertThat(answer.headers()).containsKey("retry-after");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    for (int i = 0; i < 10; i++) {
      assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
    }
  }

  private static String[] args(List<String> roles, int port) {
    return new String[] {
      "--roles",
      String.join(",", roles),
      "--port",
      Integer.toString(port),
      "--home",
      folder.resolve(roles.getFirst()).toString()
    };
  }
}
