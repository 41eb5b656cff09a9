package io.seonchak.bench.reference;

import io.seonchak.platform.security.Tickets;
import io.seonchak.platform.security.Tickets.Ticket;
import io.seonchak.platform.web.Keys;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /api/drops/{drop}/claims} as the product has it: the same ticket, key, path and
 * answers, no framework in between, refusals made once.
 */
final class ReferenceDoor extends HttpServlet {

  private static final long serialVersionUID = 1;
  private static final String PREFIX = "/api/drops/";
  private static final String CLAIMS = "/claims";
  private static final int ID_LENGTH = 36;
  private static final Clock CLOCK = Clock.systemUTC();

  /** A refusal and its bytes. */
  private enum Refusal {
    SOLD_OUT(409, "Sold out."),
    ALREADY_HELD(409, "You already hold yours."),
    NOT_FOUND(404, "There is no such thing."),
    UNAUTHENTICATED(401, "Please log in."),
    BUSY(503, "Too much at once. Send it again shortly, with the same key.");

    private final int status;
    private final String body;

    Refusal(int status, String detail) {
      this.status = status;
      this.body =
          "{\"type\":\"/problems/%1$s\",\"title\":\"%1$s\",\"status\":%2$d,\"detail\":\"%3$s\",\"code\":\"%1$s\"}"
              .formatted(name(), status, detail);
    }
  }

  private final transient Design design;
  private final transient Tickets tickets;

  ReferenceDoor(Design design, Tickets tickets) {
    this.design = design;
    this.tickets = tickets;
  }

  /** Whoever asks anything but a claim asks whether it is up. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    response.setStatus(200);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String path = request.getRequestURI();
    boolean meant =
        path.length() == PREFIX.length() + ID_LENGTH + CLAIMS.length()
            && path.startsWith(PREFIX)
            && path.endsWith(CLAIMS);
    Optional<Ticket> ticket = meant ? ticket(path, request) : Optional.empty();
    String key = request.getHeader(Keys.HEADER);
    if (ticket.isEmpty() || key == null || !Keys.valid(key)) {
      write(Refusal.UNAUTHENTICATED, response);
      return;
    }
    request.getInputStream().readAllBytes();
    answer(new Request(ticket.get().scope(), ticket.get().member(), key), response);
  }

  private Optional<Ticket> ticket(String path, HttpServletRequest request) {
    UUID drop = UUID.fromString(path.substring(PREFIX.length(), PREFIX.length() + ID_LENGTH));
    String text = request.getHeader("Drop-Ticket");
    return text == null
        ? Optional.empty()
        : tickets.check(text, CLOCK.instant()).filter(ticket -> ticket.scope().equals(drop));
  }

  private void answer(Request request, HttpServletResponse response)
      throws IOException, ServletException {
    switch (ask(request)) {
      case Answer.Granted yes -> write(201, yes.order(), response);
      case Answer.Again yes -> write(200, yes.order(), response);
      case Answer.AlreadyHeld _ -> write(Refusal.ALREADY_HELD, response);
      case Answer.SoldOut _ -> write(Refusal.SOLD_OUT, response);
      case Answer.Nowhere _ -> write(Refusal.NOT_FOUND, response);
      case Answer.Busy _ -> write(Refusal.BUSY, response);
    }
  }

  /** A fault is none of the design's answers: Tomcat writes it down and says 500. */
  private Answer ask(Request request) throws ServletException {
    try {
      return design.claim(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Busy();
    } catch (Exception e) {
      throw new ServletException("a claim failed", e);
    }
  }

  private static void write(Refusal refusal, HttpServletResponse response) throws IOException {
    if (refusal.status == 503) {
      response.setHeader("Retry-After", "1");
    }
    write(
        refusal.status,
        "application/problem+json",
        refusal.body.getBytes(StandardCharsets.US_ASCII),
        response);
  }

  private static void write(int status, Order order, HttpServletResponse response)
      throws IOException {
    String body =
        "{\"claimId\":\""
            + order.claim()
            + "\",\"sequence\":"
            + order.sequence()
            + ",\"quantity\":1}";
    write(status, "application/json", body.getBytes(StandardCharsets.US_ASCII), response);
  }

  private static void write(int status, String type, byte[] body, HttpServletResponse response)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
