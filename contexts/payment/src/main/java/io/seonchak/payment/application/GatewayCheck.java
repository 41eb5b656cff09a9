package io.seonchak.payment.application;

import io.seonchak.payment.store.Settled;
import io.seonchak.payment.store.Settled.Ours;
import io.seonchak.payment.toss.TossAnswer;
import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.Transaction;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Findings;
import io.seonchak.platform.audit.Looked;
import io.seonchak.platform.audit.Snapshots;
import io.seonchak.platform.time.Seoul;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Our payments against the gateway's transactions of the last days, both ways. The gateway is read
 * first and our books afterwards, so what they know is not younger; whatever moved lately is left
 * to the next audit. Asks and reads only.
 */
final class GatewayCheck implements Check.Look {

  /** What moved later than this ago may be known on one side only. */
  static final Duration SETTLES = Duration.ofMinutes(30);

  /** So much before it was sent by our clock a payment may have come by the gateway's. */
  private static final Duration CLOCKS_APART = Duration.ofHours(1);

  private static final int PAGE = 1_000;
  private static final int TRIES_MAX = 3;
  private static final int KEYS_AT_ONCE = 1_000;

  private final Gateway gateway;
  private final Clock clock;
  private final Duration past;
  private final int pagesMax;

  GatewayCheck(Gateway gateway, Clock clock, Duration past, int pagesMax) {
    this.gateway = gateway;
    this.clock = clock;
    this.past = past;
    this.pagesMax = pagesMax;
  }

  /** What moved of one payment at the gateway, in won. */
  private static final class Moved {
    private final String order;
    private int captures;
    private long taken;
    private long back;
    private Instant last = Instant.EPOCH;

    Moved(String order) {
      this.order = order;
    }

    void add(Transaction each) {
      if (each.amount() > 0) {
        captures++;
        taken += each.amount();
      } else {
        back -= each.amount();
      }
      OffsetDateTime at = each.transactionAt();
      if (at != null && at.toInstant().isAfter(last)) {
        last = at.toInstant();
      }
    }

    @Nullable UUID orderId() {
      try {
        return UUID.fromString(order);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }

  @Override
  public Looked at(Snapshots snapshots) throws SQLException, IOException {
    Instant now = clock.instant();
    Map<String, Moved> moved = new HashMap<>();
    Optional<String> why = read(moved, now);
    if (why.isPresent()) {
      return Looked.not(why.get());
    }
    Instant settled = now.minus(SETTLES);
    var findings = new Findings();
    snapshots.read(
        connection -> {
          var books = new Settled(connection, settled);
          hold(moved, books, settled, findings);
          books.paid(
              now.minus(past).plus(CLOCKS_APART),
              (key, order, amount) -> missing(moved.get(key), order, amount, findings));
          return findings;
        });
    return findings.done();
  }

  /** Reads all pages; why that was not possible, if it was not. */
  private Optional<String> read(Map<String, Moved> moved, Instant now) {
    LocalDateTime from = LocalDateTime.ofInstant(now.minus(past), Seoul.ZONE);
    LocalDateTime to = LocalDateTime.ofInstant(now.plus(CLOCKS_APART), Seoul.ZONE);
    String after = "";
    for (int page = 0; page < pagesMax; page++) {
      TossAnswer<Transaction.Page> answer = page(from, to, after);
      if (!(answer instanceof Done<Transaction.Page>(Transaction.Page read))) {
        return Optional.of("the gateway does not list its transactions: " + words(answer));
      }
      for (Transaction each : read.transactions()) {
        moved.computeIfAbsent(each.paymentKey(), key -> new Moved(each.orderId())).add(each);
      }
      String next = read.next();
      if (next == null) {
        return Optional.empty();
      }
      after = next;
    }
    return Optional.of(
        "the gateway has more than %d transactions of the last %d days; look at fewer days"
            .formatted(pagesMax * PAGE, past.toDays()));
  }

  private TossAnswer<Transaction.Page> page(LocalDateTime from, LocalDateTime to, String after) {
    TossAnswer<Transaction.Page> answer = gateway.toss().transactions(from, to, after, PAGE);
    for (int tries = 1; tries < TRIES_MAX && !(answer instanceof Done); tries++) {
      answer = gateway.toss().transactions(from, to, after, PAGE);
    }
    return answer;
  }

  private static String words(TossAnswer<?> answer) {
    return switch (answer) {
      case Done<?> _ -> "done";
      case TossAnswer.Refused<?> no -> no.code().name();
      case TossAnswer.Retry<?> later -> later.code().name();
      case TossAnswer.Unknown<?> unknown -> unknown.why();
    };
  }

  private static void hold(
      Map<String, Moved> moved, Settled books, Instant settled, Findings findings)
      throws SQLException {
    List<String> rest =
        moved.entrySet().stream()
            .filter(each -> !each.getValue().last.isAfter(settled))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    for (int from = 0; from < rest.size(); from += KEYS_AT_ONCE) {
      List<String> keys = rest.subList(from, Math.min(rest.size(), from + KEYS_AT_ONCE));
      Map<String, Ours> ours = books.byKeys(keys);
      List<Moved> strangers = new ArrayList<>();
      for (String key : keys) {
        Moved there = Objects.requireNonNull(moved.get(key));
        Ours known = ours.get(key);
        if (known == null) {
          strangers.add(there);
        } else if (!known.moves()) {
          findings.looked(1);
          compare(there, known, findings);
        }
      }
      unknown(strangers, books, findings);
    }
  }

  private static void compare(Moved there, Ours ours, Findings findings) {
    if (!there.order.equals(ours.order().toString())) {
      find(
          findings,
          there,
          "is paid by a payment that is of order %s here (expected: the same)"
              .formatted(ours.order()));
    } else if (!ours.done()) {
      if (there.captures > 0 && there.taken != there.back) {
        find(
            findings,
            there,
            "%d won are taken at the gateway (expected: 0, it failed)"
                .formatted(there.taken - there.back));
      }
    } else if (there.captures > 0 && (there.captures > 1 || there.taken != ours.amount())) {
      find(
          findings,
          there,
          "%d won were taken by %d payments (expected: %d won by one)"
              .formatted(there.taken, there.captures, ours.amount()));
    } else if (there.captures > 0 ? there.back != ours.refunded() : there.back > ours.refunded()) {
      find(
          findings,
          there,
          "%d won were paid back (expected: %d)".formatted(there.back, ours.refunded()));
    }
  }

  /** Payments no attempt of ours has; one that is not known yet may still turn out to be it. */
  private static void unknown(List<Moved> strangers, Settled books, Findings findings)
      throws SQLException {
    Set<UUID> orders =
        strangers.stream()
            .map(Moved::orderId)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .collect(Collectors.toSet());
    Set<UUID> moving = books.moving(orders);
    for (Moved each : strangers) {
      UUID order = each.orderId();
      if (order != null && moving.contains(order)) {
        continue;
      }
      findings.looked(1);
      // What was taken before the days looked at is not seen, only that it went back.
      if (each.captures > 0 && each.taken != each.back) {
        find(
            findings,
            each,
            "%d won are at the gateway (expected: 0, no payment of ours)"
                .formatted(each.taken - each.back));
      }
    }
  }

  private static void missing(@Nullable Moved there, UUID order, long amount, Findings findings) {
    if (there == null || there.captures == 0) {
      find(
          findings,
          new Moved(order.toString()),
          "%d won are paid by our books (expected at the gateway, whose transactions lack it)"
              .formatted(amount));
    }
  }

  private static void find(Findings findings, Moved where, String what) {
    findings.add(
        new Finding(
            "order " + where.order,
            what,
            "look the payment up at the gateway; what is true there is what the member has paid"
                + " (docs/payments.md)"));
  }
}
