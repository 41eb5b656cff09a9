package io.seonchak.platform.event;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.web.Fields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Parked events, for operators: look, replay, give up. */
@RestController
class DeadLetterController {

  private static final int BODY_SHOWN_MAX = 4_000;
  private static final Logger log = LoggerFactory.getLogger(DeadLetterController.class);

  private final Events events;

  DeadLetterController(Events events) {
    this.events = events;
  }

  /** Bodies may name people, so only operators see them. */
  @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
  static class Access {
    @Bean
    AccessRules deadLetterRules() {
      return requests ->
          requests.requestMatchers("/api/operations/dead-letters/**").hasRole("OPERATOR");
    }
  }

  record ParkedView(
      long number,
      String listener,
      String topic,
      UUID eventId,
      @Nullable UUID key,
      String type,
      String reason,
      Instant parkedAt,
      String body) {}

  record Page(List<ParkedView> parked, @Nullable Long next) {}

  @GetMapping("/api/operations/dead-letters/{context}")
  Page list(
      @PathVariable String context,
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "50") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, DeadLetters.PAGE_MAX);
    fields.number("after", after, 0, Long.MAX_VALUE);
    fields.orRefuse();
    List<ParkedView> page =
        of(context).parked(after, size).stream().map(DeadLetterController::view).toList();
    return new Page(page, page.size() < size ? null : page.getLast().number());
  }

  /** Replays all that is parked for the key of that event, in order. */
  @PostMapping("/api/operations/dead-letters/{context}/{number}/replay")
  Subscription.Replay replay(
      @AuthenticationPrincipal Identity identity,
      @PathVariable String context,
      @PathVariable long number) {
    Subscription.Replay replay =
        of(context)
            .replay(number, "replay by " + identity.member())
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    log.info(
        "operator {} replayed {} parked events of {}, {} are left",
        identity.member(),
        replay.replayed(),
        context,
        replay.left());
    return replay;
  }

  @DeleteMapping("/api/operations/dead-letters/{context}/{number}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void discard(
      @AuthenticationPrincipal Identity identity,
      @PathVariable String context,
      @PathVariable long number) {
    if (!of(context).discard(number, "discarded by " + identity.member())) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    log.info("operator {} discarded parked event {} of {}", identity.member(), number, context);
  }

  private ContextEvents of(String context) {
    return events.byContext(context).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private static ParkedView view(DeadLetters.Parked parked) {
    Message message = parked.message();
    String body = new String(message.body(), StandardCharsets.UTF_8);
    return new ParkedView(
        parked.number(),
        parked.listener(),
        parked.topic(),
        message.id(),
        message.key(),
        message.type(),
        parked.reason(),
        parked.at(),
        body.length() <= BODY_SHOWN_MAX ? body : body.substring(0, BODY_SHOWN_MAX));
  }
}
