package io.seonchak.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsherTest {

  private static final String CLAIM =
      "POST /api/drops/1/claims HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Content-Length: 14\r\n\r\n{\"quantity\":1}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Nothing of it, half of it, or more than it.
        "",
        "POST /api/x HTTP/1.1\r\nHost: x\r\n",
        "POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{",
        "POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}{",
        "GET /api/x HTTP/1.1\r\nHost: x\r\n\r\nGET /api/x HTTP/1.1\r\nHost: x\r\n\r\n",
        // A body whose end can be read in two ways.
        "POST /api/x HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/x HTTP/1.1\r\nContent-Length: 2, 2\r\n\r\n{}",
        "POST /api/x HTTP/1.1\r\nContent-Length: +2\r\n\r\n{}",
        "POST /api/x HTTP/1.1\r\nContent-Length:\r\n\r\n",
        "POST /api/x HTTP/1.1\r\nContent-Length: 4294967298\r\n\r\n{}",
        "POST /api/x HTTP/1.1\r\nContent-Length : 2\r\n\r\n{}",
        "POST /api/x HTTP/1.1\r\nContent-Length: 2\r\n 2\r\n\r\n{}",
        "POST /api/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /api/x HTTP/1.1\nContent-Length: 2\n\n{}",
        "POST /api/x HTTP/1.1\r\nContent-Length: 2\rX: y\r\n\r\n{}",
        // An answer alone would not do.
        "POST /api/x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nConnection: keep-alive, TE\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        "HEAD /api/x HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/x HTTP/1.0\r\nHost: x\r\n\r\n",
        // Not the crowd's.
        "GET /actuator/health HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /internal/stock HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://x/api/x HTTP/1.1\r\nHost: x\r\n\r\n",
        "get /api/x HTTP/1.1\r\nHost: x\r\n\r\n",
      })
  void whatIsNotPlainIsLookedAtCloser(String request) {
    assertThat(answer(request)).isNull();
  }

  @Test
  void whatIsCutOffAnywhereIsLookedAtCloser() {
    for (int end = 0; end < CLAIM.length(); end++) {
      assertThat(answer(CLAIM.substring(0, end))).as("%d bytes", end).isNull();
    }
  }

  @Test
  void aPlainRequestIsToldToComeAgainInASecond() {
    assertThat(answer(CLAIM))
        .startsWith("HTTP/1.1 503 \r\n")
        .contains("\r\nRetry-After: 1\r\n", "\"code\":\"BUSY\"")
        .contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /api/x", "DELETE /api/x", "PUT /api/x", "PATCH /api/x?a=b"})
  void oneWithoutABodyIsPlainToo(String line) {
    assertThat(answer(line + " HTTP/1.1\r\nConnection: Keep-Alive\r\n\r\n")).isNotNull();
  }

  @Test
  void whileThereIsRoomForOthersOnlyClaimsAreTurnedAway() {
    assertThat(answer(CLAIM, true)).isNotNull();
    assertThat(answer(CLAIM.replace("/claims", "/claims/1"), true)).isNull();
    assertThat(answer("GET /api/x HTTP/1.1\r\nHost: x\r\n\r\n", true)).isNull();
  }

  @Test
  void theAnswerIsAsLongAsItSays() {
    String[] parts = String.valueOf(answer(CLAIM)).split("\r\n\r\n", 2);

    assertThat(parts[0]).contains("Content-Length: " + parts[1].getBytes(UTF_8).length);
  }

  @Test
  void theAnswerIsInTheReadersLanguage() {
    String english = CLAIM.replace("Host: x", "ACCEPT-language:  EN-GB,ko");

    assertThat(answer(english)).isNotNull().isNotEqualTo(answer(CLAIM));
  }

  private static @Nullable String answer(String request) {
    return answer(request, false);
  }

  private static @Nullable String answer(String request, boolean onlyClaims) {
    byte[] bytes = request.getBytes(UTF_8);
    ByteBuffer answer = Usher.turnsAway(bytes, bytes.length, onlyClaims);
    return answer == null ? null : UTF_8.decode(answer).toString();
  }
}
