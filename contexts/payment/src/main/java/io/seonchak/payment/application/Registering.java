package io.seonchak.payment.application;

import io.seonchak.payment.model.Card;
import io.seonchak.payment.model.PaymentProblem;
import io.seonchak.payment.store.Cards;
import io.seonchak.payment.toss.BillingKey;
import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossAnswer.Retry;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import io.seonchak.payment.toss.TossClient.Gone;
import io.seonchak.payment.toss.TossCode;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.request.RequestKeys;
import io.seonchak.platform.request.RequestKeys.Request;
import io.seonchak.platform.security.KeyedHash;
import io.seonchak.platform.security.Sealing;
import io.seonchak.platform.security.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Cards registered for paying by one tap. The card's data stay with the gateway; what we get is a
 * key for it, which is as good as the card and therefore kept sealed.
 */
@Component
public class Registering {

  /** Cards of one member. */
  static final int CARDS_MAX = 10;

  /** The secret by which members get their names at the gateway. */
  static final String CUSTOMER_SECRET = "customer-key";

  private static final int TAIL = 4;
  private static final Duration PAUSE_MAX = Duration.ofMinutes(5);

  private final Cards cards;
  private final Gateway gateway;
  private final Sealing sealing;
  private final KeyedHash customers;
  private final RequestKeys keys;
  private final Ids ids;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Registering(
      Cards cards,
      Gateway gateway,
      @Qualifier("paymentSealing") Sealing sealing,
      Secrets secrets,
      @Qualifier("paymentRequestKeys") RequestKeys keys,
      Ids ids,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.cards = cards;
    this.gateway = gateway;
    this.sealing = sealing;
    this.customers = new KeyedHash(secrets.text(CUSTOMER_SECRET));
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** A member's name at the gateway; nobody can guess another's, and his id does not leave. */
  public String customerKey(UUID member) {
    return "m-" + HexFormat.of().formatHex(customers.of(member.toString()));
  }

  /**
   * Registers the card that the gateway's window brought back, once for a key.
   *
   * @return its id
   * @throws Problem {@link PaymentProblem#TOO_MANY_BILLING_KEYS}, {@link
   *     PaymentProblem#PAYMENT_REFUSED} when the gateway gives none, {@link
   *     CommonProblem#UNAVAILABLE} when nobody knows: send it again with the same key
   */
  public UUID register(Request request, String authKey) {
    UUID id = Objects.requireNonNull(transaction.execute(status -> asked(request)));
    boolean known =
        cards
            .of(request.member(), id)
            .filter(card -> card.state() != Card.State.ISSUING)
            .isPresent();
    if (!known) {
      issue(request.member(), id, authKey);
    }
    return id;
  }

  private UUID asked(Request request) {
    int count = cards.countLocked(request.member());
    UUID fresh = ids.next();
    UUID id = keys.take(request, fresh);
    if (cards.of(request.member(), id).isEmpty()) {
      if (count >= CARDS_MAX) {
        throw Problem.of(PaymentProblem.TOO_MANY_BILLING_KEYS).with("max", CARDS_MAX);
      }
      // New, or the gateway gave none when it was asked before.
      cards.issuing(request.member(), id, clock.instant());
    }
    return id;
  }

  /** The row's id is the key at the gateway, so that asked again it gives the same one. */
  private void issue(UUID member, UUID id, String authKey) {
    switch (gateway.toss().issueBillingKey(authKey, customerKey(member), id.toString())) {
      case Done<BillingKey>(BillingKey key) ->
          cards.issued(
              id,
              sealing.seal(key.billingKey(), place(id)),
              key.cardCompany(),
              tail(key.cardNumber()));
      case Refused<BillingKey>(TossCode code, String _) -> throw notIssued(id, code);
      case Retry<BillingKey>(TossCode code, Duration after, boolean sameKey) ->
          throw sameKey ? away(after) : notIssued(id, code);
      case Unknown<BillingKey> _ -> throw away(Duration.ofSeconds(1));
    }
  }

  /** Asked again under the same key the gateway would only repeat it. */
  private Problem notIssued(UUID id, TossCode code) {
    cards.notIssued(id);
    return Problem.of(PaymentProblem.PAYMENT_REFUSED).with("tossCode", code.name());
  }

  private static Problem away(Duration after) {
    return Problem.of(CommonProblem.UNAVAILABLE).with("retryAfter", Math.max(1, after.toSeconds()));
  }

  /** A member's cards, the newest first. */
  public List<Card> list(UUID member) {
    return cards.active(member);
  }

  /** Gives a card up: it is not paid with from now on, and the gateway forgets it soon. */
  public boolean remove(UUID member, UUID id) {
    return cards.leaving(member, id, clock.instant());
  }

  /** One round of letting the gateway forget; how many were taken up. */
  public int forgetOnce() {
    Instant now = clock.instant();
    List<Card> leaving = cards.takeLeaving(now, now.plus(Reconciling.LEASE), Reconciling.TAKEN);
    Together.each(
        leaving,
        this::forget,
        each -> cards.later(each.id(), clock.instant().plus(Reconciling.SOON)));
    return leaving.size();
  }

  private void forget(Card card) {
    boolean gone =
        switch (gateway.toss().deleteBillingKey(opened(card))) {
          case Done<Gone> _ -> true;
          // Only what is gone already is refused for good; anything else is tried again.
          case Refused<Gone>(TossCode code, String _) ->
              code == TossCode.ALREADY_REMOVED_BILLING_KEY
                  || code == TossCode.INVALID_BILL_KEY_REQUEST;
          case Retry<Gone> _, Unknown<Gone> _ -> false;
        };
    if (gone) {
      gone(card);
    } else {
      Duration pause = Duration.ofSeconds(1L << Math.min(card.looks(), 8));
      Instant at = clock.instant().plus(pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX);
      cards.later(card.id(), at);
    }
  }

  /** The gateway knows it no more. */
  void gone(Card card) {
    cards.gone(card.id(), clock.instant());
  }

  /** The gateway's key for it. */
  String opened(Card card) {
    return sealing.open(Objects.requireNonNull(card.sealed(), "sealed"), place(card.id()));
  }

  /** Of a masked number only what its owner knows the card by. */
  private static @Nullable String tail(@Nullable String masked) {
    return masked == null || masked.length() < TAIL
        ? masked
        : masked.substring(masked.length() - TAIL);
  }

  private static String place(UUID id) {
    return "billing key " + id;
  }
}
