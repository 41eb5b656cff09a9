package io.seonchak.platform.event;

import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.audit.Rule;
import io.seonchak.platform.audit.Rules;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whether what a context tells leaves it, and what it hears has its effect. */
@Component
final class EventChecks implements Checks {

  private static final Rule SENT =
      new Rule(
          "SELECT event_id, made_at, 'within 5 minutes' FROM %s.outbox WHERE sent_at IS NULL"
              + " AND made_at < clock_timestamp() - interval '5 minutes'",
          "event %s",
          "made at %s and not sent (expected: %s)",
          "see whether Kafka answers (seonchak_outbox_lag); all is sent by itself when it does");
  private static final Rule NOT_PARKED =
      new Rule(
          "SELECT dead_letter_id, event_type, listener FROM %s.dead_letter WHERE ended_at IS NULL",
          "dead letter %s",
          "%s is parked (expected: to have its effect in %s)",
          "mend the cause, then replay it: /api/operations/dead-letters/{context}");

  private final Events events;

  EventChecks(Events events) {
    this.events = events;
  }

  @Override
  public List<Check> checks() {
    return events.all().stream()
        .map(each -> new Check(each.context(), "events", "events kept", look(each.schema())))
        .toList();
  }

  /** For a context's own schema. */
  static Rules look(String schema) {
    return new Rules(
        "SELECT count(*) FROM %s.outbox".formatted(schema),
        List.of(SENT.in(schema), NOT_PARKED.in(schema)));
  }
}
