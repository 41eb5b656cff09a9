package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.app.Audit;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.ServiceTokens;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command, the endpoint and the meters of the audit, on a shop in which somebody has bought.
 */
class AuditTest {

  private static final String RUN = "/internal/audit/run";
  private static final String NOBODY = "http://127.0.0.1:1";

  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    new Purchase(shop, "audited@example.kr").paidAndGivenBack();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void nobodyMayRunItWithoutTheSecretOfOurProcesses() throws Exception {
    List<String> strangers =
        List.of("", "Bearer " + shop.operator, token("catalog"), token("audit") + "A");
    for (String authorization : strangers) {
      Answer answer = shop.post(RUN, "", "Authorization", authorization);
      assertThat(answer.status()).as(authorization).isEqualTo(401);
    }
    assertThat(shop.get(RUN, "Authorization", token("audit")).status()).isEqualTo(405);
  }

  @Test
  void whereAllIsWellItFindsNothingAndSaysWhatItLookedAt() throws Exception {
    Ran ran = audit("--url", shop.address());

    assertThat(ran.words()).endsWith("nothing was found\n");
    assertThat(ran.code()).isEqualTo(Audit.CLEAN);
    for (String check :
        List.of(
            "stock pools",
            "stock ledger",
            "stock stock",
            "stock events",
            "coupon pools",
            "coupon ledger",
            "coupon coupons",
            "points books",
            "order orders",
            "order refunds",
            "order stuck",
            "payment payments",
            "payment gateway",
            "payment repairs",
            "catalog events")) {
      assertThat(ran.words()).containsPattern("(?m)^" + check + " .* 0 +[\\d,]+$");
    }
    assertThat(ran.words()).containsPattern("(?m)^points books +[1-9]");
    assertThat(meters())
        .containsPattern("seonchak_audit_findings\\{check=\"books\",context=\"points\".*} 0")
        .containsPattern("seonchak_audit_unchecked\\{check=\"gateway\",context=\"payment\".*} 0")
        .containsPattern("seonchak_audit_ran\\{check=\"pools\",context=\"stock\".*} 1\\.");
  }

  @Test
  void whatItFindsIsPrintedOnceMeteredAndLeftAsItIs() throws Exception {
    UUID drop = shop.drop(3, 1);
    shop.database.forge(
        "UPDATE stock.pool SET waiting = 7 WHERE pool_id = '%s'".formatted(drop),
        "INSERT INTO points.outbox (shard, event_id, event_type, trace, body, made_at)"
            + " VALUES (99, '%s', 'x', '', '', now() - interval '6 minutes')".formatted(drop),
        "INSERT INTO points.dead_letter (listener, topic, event_id, event_type, made_at, trace,"
            + " body, reason) VALUES ('l', 't', '%s', 'x', now(), '', '', 'secret')"
                .formatted(drop));
    try {
      Ran ran = audit("--url", shop.address(), "--url", shop.address() + "/");

      assertThat(ran.code()).isEqualTo(Audit.FOUND);
      String pool =
          "FOUND stock pools: pool %s: 0/0/7 live, held and waiting (expected from its claims: 0/0/0)"
              .formatted(drop);
      assertThat(ran.words()).containsOnlyOnce(pool);
      assertThat(ran.words()).containsOnlyOnce("FOUND points events: event " + drop);
      assertThat(ran.words())
          .containsOnlyOnce("FOUND points events: dead letter")
          .doesNotContain("secret");
      assertThat(meters())
          .containsPattern("seonchak_audit_findings\\{check=\"pools\",context=\"stock\".*} 1")
          .containsPattern("seonchak_audit_findings\\{check=\"events\",context=\"points\".*} 2");
      assertThat(audit("--url", shop.address(), "--url", NOBODY).code())
          .as("a finding weighs more than who does not answer")
          .isEqualTo(Audit.FOUND);
      assertThat(audit("--url", shop.address()).words()).as("nothing was mended").contains(pool);
    } finally {
      shop.database.forge(
          "UPDATE stock.pool SET waiting = 0",
          "DELETE FROM points.outbox WHERE shard = 99",
          "DELETE FROM points.dead_letter");
    }
  }

  @Test
  void whoDoesNotAnswerClearsNobody() throws Exception {
    Ran ran = audit("--url", shop.address(), "--url", NOBODY, "--within", "60");

    assertThat(ran.words()).contains("UNCHECKED " + NOBODY).endsWith("not all could be checked\n");
    assertThat(ran.code()).isEqualTo(Audit.UNCHECKED);
  }

  @Test
  void aSecretOfAnotherInstallationOpensNothing(@TempDir Path home) throws Exception {
    new Secrets(home).text(ServiceTokens.SECRET);

    Ran ran = audit("--home", home.toString(), "--url", shop.address());

    assertThat(ran.words()).contains("it answers 401");
    assertThat(ran.code()).isEqualTo(Audit.UNCHECKED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nothing",
        "--url",
        "--url ftp://127.0.0.1",
        "--url 127.0.0.1:8080",
        "--url http://somebody@127.0.0.1",
        "--within 0",
        "--within x",
        "--home /nowhere/at/all"
      })
  void whatIsNotUnderstoodAsksNobody(String arguments) throws Exception {
    assertThat(audit(arguments.split(" ")).code()).isEqualTo(Audit.MISUSED);
  }

  @Test
  void homeAndPortAreTakenFromTheEnvironment(@TempDir Path home) {
    new Secrets(home).text(ServiceTokens.SECRET);
    var said = new ByteArrayOutputStream();

    int code =
        Audit.run(
            new String[0],
            Map.of("SEONCHAK_HOME", home.toString(), "SEONCHAK_PORT", "1"),
            new PrintStream(said, true, UTF_8));

    assertThat(said.toString(UTF_8)).contains("UNCHECKED http://127.0.0.1:1: it does not answer");
    assertThat(code).isEqualTo(Audit.UNCHECKED);
  }

  private record Ran(int code, String words) {}

  private static Ran audit(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--home", shop.home.toString()));
    all.addAll(List.of(arguments));
    var said = new ByteArrayOutputStream();
    int code = Audit.run(all.toArray(String[]::new), Map.of(), new PrintStream(said, true, UTF_8));
    return new Ran(code, said.toString(UTF_8));
  }

  private static String meters() throws Exception {
    String token = new Secrets(shop.home).text("metrics-token");
    return shop.get("/actuator/prometheus", "Authorization", "Bearer " + token).body();
  }

  private static String token(String service) {
    return new ServiceTokens(new Secrets(shop.home).text(ServiceTokens.SECRET), Clock.systemUTC())
        .authorization(service);
  }
}
