package io.seonchak.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A chain that is still at work asks again, as another request would meanwhile. */
class AdmissionTest {

  private static final FilterChain DONE = (request, response) -> {};

  private final Admission admission = new Admission(1, new Room("claims", 1));
  private final MockHttpServletResponse second = new MockHttpServletResponse();

  @Test
  void whoComesBeyondThoseInsideIsToldToComeAgain() throws Exception {
    whileOneIsInside("/api/products", "/api/products");

    assertThat(second.getStatus()).isEqualTo(503);
    assertThat(second.getHeader("Retry-After")).isEqualTo("1");
    assertThat(second.getContentAsString()).contains("\"code\":\"BUSY\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/internal/stock/units", "/actuator/health/readiness"})
  void theCrowdShutsNeitherOurOwnNorTheProbesOut(String path) throws Exception {
    whileOneIsInside("/api/products", path);

    assertThat(second.getStatus()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/internal/stock/units", "/actuator/health/readiness"})
  void theirRoomIsBoundedTooForAnybodyMayUseTheirPaths(String path) throws Exception {
    whileOneIsInside(path, path);

    assertThat(second.getStatus()).isEqualTo(503);
  }

  @Test
  void whoHasLeftMakesRoomAlsoWhenHisRequestFailed() throws Exception {
    assertThatThrownBy(
            () ->
                send(
                    "/api/products",
                    new MockHttpServletResponse(),
                    (request, response) -> {
                      throw new IOException("gone");
                    }))
        .hasMessage("gone");

    send("/api/products", second, DONE);
    assertThat(second.getStatus()).isEqualTo(200);
  }

  @Test
  void roomForNobodyIsRefused() {
    assertThatThrownBy(() -> new Admission(0, new Room("claims", 1)))
        .hasMessage("seonchak.web.requests-max: 0 (expected: at least 1)");
  }

  private void whileOneIsInside(String first, String path) throws ServletException, IOException {
    send(first, new MockHttpServletResponse(), (request, response) -> send(path, second, DONE));
  }

  private void send(String path, MockHttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    admission.doFilter(new MockHttpServletRequest("GET", path), response, chain);
  }
}
