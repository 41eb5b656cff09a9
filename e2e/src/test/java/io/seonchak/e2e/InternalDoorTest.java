package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.ServiceTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /internal/**} is for our own processes, and what they carry opens nothing else. */
class InternalDoorTest {

  private static final UUID SOMEBODY = new UUID(0, 1);
  private static final String SOON = "\"2030-01-01T00:00:00Z\"";

  private static Shop shop;
  private static String path;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    path = "/internal/catalog/products/" + shop.product();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  static List<String> notOurs() {
    String good = token(0, "catalog");
    return List.of(
        "",
        "Service",
        "Service ",
        "Bearer " + shop.operator,
        "Service " + shop.operator,
        "Bearer " + good.substring("Service ".length()),
        good + "A",
        good.substring(0, good.length() - 4) + "AAAA",
        token(0, "member"),
        token(0, ""),
        token(-11, "catalog"),
        token(11, "catalog"),
        "Service " + shop.ticket(new UUID(0, 0), UUID.nameUUIDFromBytes("catalog".getBytes(UTF_8))),
        new ServiceTokens("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Clock.systemUTC())
            .authorization("catalog"),
        "Service " + "x".repeat(4_000));
  }

  @ParameterizedTest
  @MethodSource("notOurs")
  void whatIsNoLivingTokenForThisServiceIsNobody(String authorization) throws Exception {
    Answer answer = shop.get(path, "Authorization", authorization);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
    assertThat(answer.headers().get("content-type")).containsExactly("application/problem+json");
  }

  @Test
  void whoShowsNothingIsNobodyWhateverHeAsksFor() throws Exception {
    for (String each :
        List.of(path, "/internal", "/internal/", "/internal/member/revocations", "/internal/x/y")) {
      assertThat(shop.get(each).status()).as(each).isEqualTo(401);
    }
    assertThat(shop.get("/internal;x=1/catalog/products/1").status()).isEqualTo(400);
  }

  @Test
  void aServicesTokenOpensNothingThatMembersUse() throws Exception {
    Answer answer = shop.send("DELETE", "/api/sessions", "", "Authorization", token(0, "member"));

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void whatIsNotThereIsSaidToBeAbsentOnlyByTheOneWhoLooked() throws Exception {
    Answer absent = ask("/internal/catalog/products/" + UUID.randomUUID());
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.code()).isEqualTo("NOT_FOUND");
    assertThat(absent.headers()).containsKey("seonchak-absent");

    for (String each : List.of("/internal/catalog/nothing", "/internal/catalog/products/x")) {
      Answer nowhere = ask(each);
      assertThat(nowhere.status()).as(each).isEqualTo(404);
      assertThat(nowhere.code()).isEqualTo("NOT_FOUND");
      assertThat(nowhere.headers()).doesNotContainKey("seonchak-absent");
    }
  }

  @Test
  void aServiceIsToldWhatItAsksFor() throws Exception {
    Answer answer = ask(path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("name")).isEqualTo("운동화");
  }

  static List<Arguments> odd() {
    String id = "\"00000000-0000-0000-0000-000000000001\"";
    String begin = "/internal/order/orders/%s/begin".formatted(SOMEBODY);
    String extend = "/internal/stock/claims/%s/extend".formatted(SOMEBODY);
    return List.of(
        arguments("order", begin, ""),
        arguments("order", begin, "null"),
        arguments("order", begin, "[]"),
        arguments("order", begin, "{}"),
        arguments("order", begin, wish("null", id, "1")),
        arguments("order", begin, wish(id, "null", "1")),
        arguments("order", begin, wish("\"x\"", id, "1")),
        arguments("order", begin, wish(id, id, "null")),
        arguments("order", begin, wish(id, id, "\"1\"")),
        arguments("order", begin, wish(id, id, "1.5")),
        arguments("order", begin, wish(id, id, "1e309")),
        arguments("order", begin, wish(id, id, "9223372036854775808")),
        arguments("stock", extend, ""),
        arguments("stock", extend, "null"),
        arguments("stock", extend, "{}"),
        arguments("stock", extend, longer("null", SOON)),
        arguments("stock", extend, longer("[null]", SOON)),
        arguments("stock", extend, longer("[]", SOON)),
        arguments("stock", extend, longer("[\"x\"]", SOON)),
        arguments("stock", extend, longer(id, SOON)),
        arguments("stock", extend, longer("[" + id + "]", "null")),
        arguments("stock", extend, longer("[" + id + "]", "\"tomorrow\"")));
  }

  private static String wish(String attempt, String member, String amount) {
    return "{\"attemptId\":%s,\"memberId\":%s,\"amount\":%s}".formatted(attempt, member, amount);
  }

  private static String longer(String pools, String until) {
    return "{\"poolIds\":%s,\"until\":%s}".formatted(pools, until);
  }

  @ParameterizedTest
  @MethodSource("odd")
  void whatIsNoWishIsRefusedAndNoFault(String service, String path, String body) throws Exception {
    Answer answer = shop.post(path, body, "Authorization", token(0, service));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?orderId=%1$s",
        "?amount=1",
        "?orderId=&amount=1",
        "?orderId=x&amount=1",
        "?orderId=%1$s&amount=",
        "?orderId=%1$s&amount=null",
        "?orderId=%1$s&amount=1.5",
        "?orderId=%1$s&amount=-1",
        "?orderId=%1$s&amount=1000000000001",
        "?orderId=%1$s&amount=9223372036854775808"
      })
  void whatIsNoQuestionForACouponIsRefusedAndNoFault(String query) throws Exception {
    String quote =
        "/internal/coupon/members/%1$s/coupons/%1$s/quote".formatted(SOMEBODY)
            + query.formatted(SOMEBODY);
    Answer answer = shop.get(quote, "Authorization", token(0, "coupon"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID");
  }

  private static Answer ask(String path) throws Exception {
    return shop.get(path, "Authorization", token(0, "catalog"));
  }

  /** A token of a process whose clock is {@code minutes} ahead. */
  private static String token(int minutes, String service) {
    return new ServiceTokens(
            new Secrets(shop.home).text(ServiceTokens.SECRET),
            Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes)))
        .authorization(service);
  }
}
