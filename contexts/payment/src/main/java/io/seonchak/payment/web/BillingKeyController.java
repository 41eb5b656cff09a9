package io.seonchak.payment.web;

import io.seonchak.payment.application.Registering;
import io.seonchak.payment.model.Card;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.request.RequestKeys.Request;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A member's registered cards over HTTP. No card data come by here. */
@RestController
@RequestMapping("/api/payments/billing-keys")
class BillingKeyController {

  private static final int KEY_MAX = 300;

  private final Registering registering;

  BillingKeyController(Registering registering) {
    this.registering = registering;
  }

  /** What the gateway's window brought back; not printed. */
  record NewKey(@Nullable String authKey, @Nullable String customerKey) {

    @Override
    public String toString() {
      return "NewKey[]";
    }
  }

  record Created(UUID billingKeyId) {}

  record KeyView(UUID billingKeyId, @Nullable String company, @Nullable String number) {}

  /**
   * His cards.
   *
   * @param customerKey by which his window at the gateway is opened
   */
  record Mine(String customerKey, List<KeyView> billingKeys) {}

  @GetMapping
  Mine list(@AuthenticationPrincipal Identity identity) {
    return new Mine(
        registering.customerKey(identity.member()),
        registering.list(identity.member()).stream().map(BillingKeyController::view).toList());
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Created register(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewKey request) {
    String given = Keys.require(key);
    var fields = new Fields();
    String auth = visible(fields, "authKey", request.authKey());
    String customer = visible(fields, "customerKey", request.customerKey());
    fields.require(isOf(identity, customer), "customerKey", "another's", "the one you were told");
    fields.orRefuse();
    byte[] hash = Hashes.sha256(auth + "\n" + customer);
    return new Created(
        registering.register(new Request(identity.member(), "billing-key", given, hash), auth));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    if (!registering.remove(identity.member(), id)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }

  private boolean isOf(Identity identity, String customer) {
    return MessageDigest.isEqual(
        registering.customerKey(identity.member()).getBytes(StandardCharsets.UTF_8),
        customer.getBytes(StandardCharsets.UTF_8));
  }

  private static String visible(Fields fields, String field, @Nullable String value) {
    boolean holds =
        value != null
            && !value.isEmpty()
            && value.length() <= KEY_MAX
            && value.chars().allMatch(c -> c > ' ' && c < 127);
    fields.require(
        holds,
        field,
        value == null ? "missing" : value.length() + " characters",
        "1 to %d visible ASCII characters".formatted(KEY_MAX));
    return value == null ? "" : value;
  }

  private static KeyView view(Card card) {
    String tail = card.tail();
    return new KeyView(card.id(), card.company(), tail == null ? null : "…" + tail);
  }
}
