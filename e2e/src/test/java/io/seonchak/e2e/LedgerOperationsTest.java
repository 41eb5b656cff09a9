package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.WitnessServer;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.claims.verify.Finding;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.Secrets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does after a restore, and what nobody else may. */
class LedgerOperationsTest {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String LEDGER = "/api/operations/ledger/stock";
  private static final String TOKEN = "a token for the witness";

  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void nobodyButAnOperatorMayDoAnyOfIt() throws Exception {
    String pool = LEDGER + "/pools/" + shop.drop(1, 1);
    String[][] calls = {
      {"GET", LEDGER, ""},
      {"GET", pool, ""},
      {"POST", pool + "/break", "{\"blockNo\":1,\"note\":\"x\"}"},
      {"POST", LEDGER + "/expiry/resume", ""},
      {"POST", LEDGER + "/keys", "{\"replaces\":\"0123456789abcdef\"}"},
      {"DELETE", LEDGER + "/keys", ""},
      {"GET", LEDGER + "/else", ""},
    };
    for (String[] call : calls) {
      assertThat(shop.send(call[0], call[1], call[2]).status()).as(call[1]).isEqualTo(401);
      for (MemberRole role : List.of(MemberRole.MEMBER, MemberRole.SELLER)) {
        assertThat(shop.send(call[0], call[1], call[2], shop.as(role)).status())
            .as(call[1])
            .isEqualTo(403);
      }
    }
    assertThat(operator("GET", LEDGER, "").json().path("expires").asBoolean()).isTrue();
  }

  @Test
  void whatIsNotWellFormedIsRefusedAndChangesNothing() throws Exception {
    UUID drop = shop.drop(1, 1);
    String pool = LEDGER + "/pools/" + drop;
    for (String body :
        List.of(
            "{}",
            "{\"blockNo\":1}",
            "{\"blockNo\":-1,\"note\":\"x\"}",
            "{\"blockNo\":1.5,\"note\":\"x\"}",
            "{\"blockNo\":1,\"note\":\"x\",\"pool\":\"y\"}",
            "{\"blockNo\":1,\"note\":\"\\u0000\"}",
            "{\"blockNo\":1,\"note\":\"" + "가".repeat(67) + "\"}")) {
      assertThat(operator("POST", pool + "/break", body).code()).as(body).isEqualTo("INVALID");
    }
    for (String id : List.of("", "xyz", "0123456789ABCDEF", "0123456789abcdef0")) {
      String body = "{\"replaces\":\"%s\"}".formatted(id);
      assertThat(operator("POST", LEDGER + "/keys", body).code()).as(id).isEqualTo("INVALID");
    }
    assertThat(operator("GET", LEDGER + "/pools/" + UUID.randomUUID(), "").status()).isEqualTo(404);
    assertThat(operator("GET", LEDGER + "/pools/1", "").status()).isEqualTo(404);
    assertThat(operator("GET", "/api/operations/ledger/nobodys", "").status()).isEqualTo(404);
    assertThat(operator("POST", pool + "/break", "{\"blockNo\":1,\"note\":\"x\"}").code())
        .isEqualTo("NOT_BROKEN");
    assertThat(operator("GET", pool, "").json().path("blockNo").asInt()).isEqualTo(1);
  }

  @Test
  void expiryIsResumed() throws Exception {
    assertThat(operator("POST", LEDGER + "/expiry/resume", "").status()).isEqualTo(204);
  }

  @Test
  void afterARestoreNothingIsGrantedUntilTheOperatorRecordsTheBreak() throws Exception {
    UUID drop = shop.drop(5, 1);
    String pool = LEDGER + "/pools/" + drop;
    shop.claim(drop, UUID.randomUUID());
    save(drop);
    assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
    setBack(drop);

    Answer refused = shop.claim(drop, UUID.randomUUID());
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.code()).isEqualTo("UNAVAILABLE");
    assertThat(refused.headers()).containsKey("retry-after");
    Answer state = operator("GET", pool, "");
    assertThat(state.text("broken")).contains("ends at block 2, but block 3 was");
    assertThat(findings(drop)).hasSize(1);
    assertThat(operator("POST", pool + "/break", note(1)).code()).isEqualTo("CONFLICT");
    assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(503);

    Answer recorded = operator("POST", pool + "/break", note(2));
    assertThat(recorded.status()).isEqualTo(201);
    assertThat(recorded.json().path("blockNo").asInt()).isEqualTo(3);
    assertThat(operator("POST", pool + "/break", note(2)).code()).isEqualTo("CONFLICT");
    for (int i = 0; i < 4; i++) {
      assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
    }
    assertThat(shop.claim(drop, UUID.randomUUID()).code()).isEqualTo("ALL_HELD");
    await()
        .atMost(SOON)
        .until(
            () -> shop.get("/api/drops/" + drop).json().path("remaining").asInt(),
            left -> left == 0);
    assertThat(findings(drop)).isEmpty();
    try (Shop other = shop.beside()) {
      assertThat(other.claim(drop, UUID.randomUUID()).code()).isEqualTo("ALL_HELD");
    }
  }

  @Test
  void aKeyIsRotatedOnceAndEveryInstanceSignsWithIt() throws Exception {
    try (Shop own = Shop.open();
        Shop other = own.beside()) {
      UUID drop = own.drop(10, 1);
      String first = keyOf(own);
      Answer rotated = rotate(own, first);
      String second = rotated.text("keyId");
      assertThat(rotated.status()).isEqualTo(201);
      assertThat(rotate(own, first).code()).isEqualTo("CONFLICT");
      // Somebody else's, kept by a process that ended before it could publish it.
      new Secrets(own.home).text("ledger-key-00000000deadbeef");

      assertThat(other.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
      await().atMost(SOON).until(() -> keyOf(other).equals(second));
      assertThat(other.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
      assertThat(own.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
      String third = rotate(other, second).text("keyId");
      try (Shop later = own.beside()) {
        assertThat(keyOf(later)).isEqualTo(third);
        assertThat(later.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
      }
      assertThat(own.get("/.well-known/seonchak/keys/stock").json().path("keys").size())
          .isEqualTo(3);
      try (Connection connection = own.database.connect()) {
        assertThat(new DatabaseCheck(connection, "stock", null).check().findings()).isEmpty();
      }
    }
  }

  @Test
  void theWitnessOnAnotherMachineIsShownWhatIsGranted(@TempDir Path folder) throws Exception {
    try (var witness =
            new WitnessServer(
                folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN);
        Shop own =
            Shop.with(
                "--seonchak.witness.url=http://127.0.0.1:" + witness.port(),
                "--seonchak.witness.token=" + TOKEN);
        FileSink kept = new FileSink(folder)) {
      UUID drop = own.drop(1, 1);
      own.claim(drop, UUID.randomUUID());

      await()
          .atMost(SOON)
          .until(() -> kept.last(drop).map(header -> header.blockNo()).orElse(0L) == 2);
      String[] bearer = {"Authorization", "Bearer " + own.operator};
      assertThat(own.get(LEDGER, bearer).json().path("witness").path("away").asBoolean(true))
          .isFalse();
    }
  }

  @Test
  void theMetersAreForOperatorsAndTheScraperOnly() throws Exception {
    String path = "/actuator/prometheus";
    UUID drop = shop.drop(1, 1);
    shop.claim(drop, UUID.randomUUID());
    shop.claim(drop, UUID.randomUUID());

    assertThat(shop.get(path).status()).isEqualTo(401);
    assertThat(shop.get(path, "Authorization", "Bearer guessed").status()).isEqualTo(401);
    assertThat(shop.get(path, shop.as(MemberRole.SELLER)).status()).isEqualTo(403);
    String token = new Secrets(shop.home).text("metrics-token");
    Answer meters = shop.get(path, "Authorization", "Bearer " + token);
    assertThat(meters.status()).isEqualTo(200);
    assertThat(meters.body())
        .contains(
            "seonchak_kernel_commits_total",
            "seonchak_kernel_decided_total",
            "seonchak_kernel_busy_total",
            "seonchak_kernel_refused_total",
            "seonchak_kernel_waiting")
        .containsPattern("seonchak_kernel_unsafe\\{.*context=\"stock\".*} 0")
        .containsPattern("seonchak_kernel_expires\\{.*context=\"stock\".*} 1")
        .containsPattern("seonchak_claims_total\\{.*outcome=\"GRANTED\".*} [1-9]")
        .containsPattern("seonchak_claims_total\\{.*outcome=\"ALL_HELD\".*} [1-9]");
    assertThat(shop.get(path, "Authorization", "Bearer " + shop.operator).status()).isEqualTo(200);
    assertThat(shop.get("/api/drops/x/claims/mine", "Authorization", "Bearer " + token).status())
        .isIn(401, 404);
  }

  private static String note(long blockNo) {
    return "{\"blockNo\":%d,\"note\":\"백업에서 복구\"}".formatted(blockNo);
  }

  private static Answer operator(String method, String path, String body) throws Exception {
    return shop.send(method, path, body, "Authorization", "Bearer " + shop.operator);
  }

  private static String keyOf(Shop at) throws Exception {
    return at.get(LEDGER, "Authorization", "Bearer " + at.operator).text("keyId");
  }

  private static Answer rotate(Shop at, String replaces) throws Exception {
    String body = "{\"replaces\":\"%s\"}".formatted(replaces);
    return at.post(LEDGER + "/keys", body, "Authorization", "Bearer " + at.operator);
  }

  /** What `seonchak verify database` finds in a pool. */
  private static List<Finding> findings(UUID pool) throws Exception {
    try (Connection connection = shop.database.connect();
        FileSink sink = new FileSink(shop.home.resolve("sink/stock"))) {
      return new DatabaseCheck(connection, "stock", sink)
          .check().findings().stream()
              .filter(finding -> finding.toString().contains(pool.toString()))
              .toList();
    }
  }

  private static void save(UUID pool) throws Exception {
    try (Connection connection = shop.database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "CREATE TABLE saved AS SELECT * FROM stock.pool WHERE pool_id = '" + pool + "'")) {
      statement.execute();
    }
  }

  /** The database as a backup would bring it back, for one pool. */
  private static void setBack(UUID pool) throws Exception {
    String of = " WHERE pool_id = '" + pool + "' AND ";
    try (Connection connection = shop.database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE stock.pool p SET (live, held, entry_no, grant_no, block_no, head) = (s.live,"
              + " s.held, s.entry_no, s.grant_no, s.block_no, s.head) FROM saved s"
              + " WHERE p.pool_id = s.pool_id");
      statement.execute("DELETE FROM stock.claim" + of + "grant_no > (SELECT grant_no FROM saved)");
      statement.execute(
          "DELETE FROM stock.ledger_block" + of + "block_no > (SELECT block_no FROM saved)");
    }
  }
}
