package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestKafka;
import io.seonchak.testing.TestRedis;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * The built jar three times, one context each, as on three machines: what they share is the engines
 * and the folder of secrets.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeProcessesTest extends JourneyInAnyShape {

  @TempDir static Path folder;
  private static final Map<String, JarProcess> RUNNING = new HashMap<>();
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    List<Integer> ports = freePorts();
    String member = "http://127.0.0.1:" + ports.get(0);
    String catalog = "http://127.0.0.1:" + ports.get(1);
    String stock = "http://127.0.0.1:" + ports.get(2);
    Map<String, String> environment = new HashMap<>();
    TestDatabase database = TestDatabase.fresh();
    Map<String, String> settings = Shop.settings(database, TestRedis.url(), TestKafka.servers());
    settings.forEach(
        (name, value) -> environment.put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    environment.put("SEONCHAK_SECRETS", folder.resolve("member/secrets").toString());
    environment.put("SEONCHAK_SERVICES_MEMBER", member);
    environment.put("SEONCHAK_SERVICES_CATALOG", catalog);
    // The stock first, so that it starts while those it asks are still away.
    for (String role : List.of("stock", "catalog", "member")) {
      int port = ports.get(List.of("member", "catalog", "stock").indexOf(role));
      RUNNING.put(role, new JarProcess(environment, args(role, port)));
    }
    for (JarProcess each : RUNNING.values()) {
      each.until("ready in");
    }
    shop =
        Shop.of(
            database,
            settings,
            folder.resolve("member"),
            Map.of(
                "/api/members", member,
                "/api/sessions", member,
                "/api/products", catalog,
                "/api/drops", stock));
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
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
    for (int i = 0; i < 10; i++) {
      assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
    }
  }

  private static String[] args(String role, int port) {
    return new String[] {
      "--roles", role, "--port", Integer.toString(port), "--home", folder.resolve(role).toString()
    };
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(new ServerSocket(0));
    }
    List<Integer> ports = taken.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket each : taken) {
      each.close();
    }
    return ports;
  }
}
