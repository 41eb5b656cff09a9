package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.TokenKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberJourneyTest {

  private static final String PASSWORD = "비밀번호가 아주 깁니다 really long";

  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"email\":\"nobody\",\"password\":\"long enough\",\"name\":\"n\"}",
        "{\"email\":\"a@b.kr\",\"password\":\"short\",\"name\":\"n\"}",
        "{\"email\":\"a@b.kr\",\"password\":\"long enough\",\"name\":\"\"}",
        "{\"email\":\"a@b.kr\",\"password\":\"long enough\",\"name\":\"a\\u202eb\"}",
        "{\"email\":\"a@b.kr\",\"password\":\"long enough\",\"name\":\"a\\u0000b\"}",
        "{\"email\":\"a@b.kr\",\"password\":\"long enough\",\"name\":\"\\ud800\"}",
        "{\"email\":\"a@b.kr\\r\\nBcc: c@d.kr\",\"password\":\"long enough\",\"name\":\"n\"}",
        "{\"email\":\"a@b.kr\",\"password\":\"long enough\",\"name\":\"n\",\"role\":\"OPERATOR\"}",
        "{\"email\":\"a@b.kr\",\"email\":\"c@d.kr\",\"password\":\"long enough\",\"name\":\"n\"}",
        "{\"email\":1,\"password\":\"long enough\",\"name\":\"n\"}",
        "not json"
      })
  void aSignUpThatIsNotOneIsRefused(String body) throws Exception {
    assertThat(shop.post("/api/members", body).code()).isEqualTo("INVALID");
  }

  @Test
  void aBodyOfAnyKindIsRefused() throws Exception {
    assertThat(shop.post("/api/sessions", "{}", "Content-Type", "*/*").status()).isEqualTo(415);
  }

  @Test
  void whoIsNobodyHasNothingToLogOutOf() throws Exception {
    assertThat(shop.send("DELETE", "/api/sessions", "", shop.as(MemberRole.MEMBER)).status())
        .isEqualTo(401);
  }

  @Test
  void moreMembersThanThereAreConnectionsLookAtThemselves() throws Exception {
    for (int i = 0; i < 40; i++) {
      assertThat(shop.get("/api/members/me", shop.as(MemberRole.MEMBER)).code())
          .isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void nobodyLogsInBeforeTheAddressIsHis() throws Exception {
    signUp("early@example.kr");

    assertThat(shop.logIn("early@example.kr", PASSWORD).code()).isEqualTo("EMAIL_NOT_VERIFIED");
    assertThat(shop.logIn("early@example.kr", "wrong password").code())
        .isEqualTo("WRONG_CREDENTIALS");
    assertThat(shop.logIn("unknown@example.kr", PASSWORD).code()).isEqualTo("WRONG_CREDENTIALS");
    assertThat(shop.logIn("early@example.kr", "\\ud800a").code()).isEqualTo("INVALID");
  }

  @Test
  void aCodeIsGuessedFiveTimesAtMost() throws Exception {
    signUp("guess@example.kr");
    for (int i = 0; i < 5; i++) {
      assertThat(verify("guess@example.kr", "000000").code()).isEqualTo("WRONG_CODE");
    }

    assertThat(verify("guess@example.kr", codeOf("guess@example.kr")).code())
        .isEqualTo("TOO_MANY_TRIES");
  }

  @Test
  void aKnownAddressGetsTheSameAnswerAndAMail() throws Exception {
    Answer first = signUp("twice@example.kr");
    Answer second = signUp("Twice@Example.kr");

    assertThat(second.status()).isEqualTo(first.status()).isEqualTo(201);
    assertThat(second.json().propertyNames()).isEqualTo(first.json().propertyNames());
  }

  @Test
  void signUpVerifyLogInReadMeRefreshAndLogOut() throws Exception {
    UUID id = UUID.fromString(signUp("hong@example.kr").text("memberId"));
    assertThat(verify("hong@example.kr", codeOf("hong@example.kr")).status()).isEqualTo(204);
    Answer tokens = shop.logIn("hong@example.kr", PASSWORD);
    String bearer = "Bearer " + tokens.text("accessToken");

    Answer me = shop.get("/api/members/me", "Authorization", bearer);
    assertThat(me.text("memberId")).isEqualTo(id.toString());
    assertThat(me.json().path("roles").size()).isEqualTo(1);
    assertThat(
            shop.post(
                    "/api/products",
                    "{\"name\":\"x\",\"price\":100,\"stock\":1}",
                    "Authorization",
                    bearer,
                    "Idempotency-Key",
                    "k")
                .code())
        .isEqualTo("FORBIDDEN");

    Answer refreshed = refresh(tokens.text("refreshToken"));
    assertThat(refreshed.status()).isEqualTo(200);
    assertThat(refresh(tokens.text("refreshToken")).code()).isEqualTo("UNAUTHENTICATED");
    assertThat(refresh(refreshed.text("refreshToken")).code()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void loggingOutEverywhereIsSeenByTheOtherInstance() throws Exception {
    signUp("leaver@example.kr");
    verify("leaver@example.kr", codeOf("leaver@example.kr"));
    String bearer = "Bearer " + shop.logIn("leaver@example.kr", PASSWORD).text("accessToken");
    UUID drop = shop.drop(5, 1);
    try (Shop other = shop.beside()) {
      assertThat(other.get("/api/members/me", "Authorization", bearer).status()).isEqualTo(200);
      String ticket =
          other.post("/api/drops/" + drop + "/ticket", "", "Authorization", bearer).text("ticket");
      assertThat(shop.send("DELETE", "/api/sessions", "", "Authorization", bearer).status())
          .isEqualTo(204);

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> other.get("/api/members/me", "Authorization", bearer).status() == 401);
      assertThat(other.claim(drop, ticket, "k", "{\"quantity\":1}").status()).isEqualTo(401);
    }
  }

  @Test
  void aTokenThatIsNotOursIsNobody() throws Exception {
    RSAKey own = RSAKey.parse(new Secrets(shop.home).text(TokenKeys.SECRET));
    RSAKey stranger = new RSAKeyGenerator(2048).generate();
    var whole = claims(Instant.now().plusSeconds(600), "seonchak");
    var type = new JOSEObjectType("at+jwt");
    String hmac =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(type).build(),
            whole,
            new MACSigner(own.toRSAPublicKey().getEncoded()));
    List<String> bad =
        List.of(
            "",
            "x.y.z",
            "a".repeat(100_000 / 16),
            new PlainJWT(whole).serialize(),
            hmac,
            rsa(stranger, type, whole, "../../etc/passwd"),
            rsa(stranger, type, whole, own.getKeyID()),
            rsa(own, type, whole, "../secrets/token-key"),
            rsa(own, type, whole, "file:///proc/self/environ"),
            rsa(own, type, whole, "http://127.0.0.1/key"),
            rsa(own, type, whole, "token-key"),
            rsa(own, type, whole, ""),
            rsa(own, type, whole, null),
            pointing(own, type, whole),
            rsa(own, JOSEObjectType.JWT, whole, own.getKeyID()),
            rsa(own, type, claims(Instant.now().minusSeconds(1), "seonchak"), own.getKeyID()),
            rsa(own, type, claims(Instant.now().plusSeconds(600), "others"), own.getKeyID()));

    for (String token : bad) {
      assertThat(shop.get("/api/members/me", "Authorization", "Bearer " + token).status())
          .as(token.substring(0, Math.min(40, token.length())))
          .isIn(400, 401);
    }
    String good = rsa(own, type, whole, own.getKeyID());
    assertThat(shop.get("/api/members/me", "Authorization", "Bearer " + good).status())
        .isEqualTo(404);
  }

  @Test
  void pagesAreBounded() throws Exception {
    assertThat(shop.get("/api/products?limit=1000000000").code()).isEqualTo("INVALID");
    assertThat(shop.get("/api/products?after=%27%3B--").code()).isEqualTo("INVALID");
    assertThat(shop.get("/api/products/not-an-id").code()).isEqualTo("NOT_FOUND");
    assertThat(shop.send("PUT", "/api/products", "{}").status()).isIn(401, 403, 405);
  }

  private static JWTClaimsSet claims(Instant expires, String audience) {
    return new JWTClaimsSet.Builder()
        .issuer("seonchak")
        .audience(audience)
        .subject(UUID.randomUUID().toString())
        .expirationTime(Date.from(expires))
        .claim("roles", List.of("MEMBER"))
        .claim("ver", 1)
        .claim("sid", UUID.randomUUID().toString())
        .build();
  }

  /** Brings its key along and says where to get it. */
  private static String pointing(RSAKey key, JOSEObjectType type, JWTClaimsSet claims)
      throws Exception {
    return signed(
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(type)
            .keyID(key.getKeyID())
            .jwk(key.toPublicJWK())
            .jwkURL(java.net.URI.create("http://127.0.0.1/jwks"))
            .build(),
        claims,
        new RSASSASigner(key));
  }

  private static String rsa(RSAKey key, JOSEObjectType type, JWTClaimsSet claims, String kid)
      throws Exception {
    return signed(
        new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID(kid).build(),
        claims,
        new RSASSASigner(key));
  }

  private static String signed(
      JWSHeader header, JWTClaimsSet claims, com.nimbusds.jose.JWSSigner signer) throws Exception {
    var jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static Answer signUp(String email) throws Exception {
    return shop.post(
        "/api/members",
        "{\"email\":\"%s\",\"password\":\"%s\",\"name\":\"홍길동\"}".formatted(email, PASSWORD));
  }

  private static Answer verify(String email, String code) throws Exception {
    return shop.post(
        "/api/members/verify", "{\"email\":\"%s\",\"code\":\"%s\"}".formatted(email, code));
  }

  private static Answer refresh(String token) throws Exception {
    return shop.post("/api/sessions/refresh", "{\"refreshToken\":\"%s\"}".formatted(token));
  }

  private static String codeOf(String email) {
    return shop.codeMailedTo(email);
  }
}
