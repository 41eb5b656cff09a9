package io.seonchak.catalog.web;

import io.seonchak.catalog.application.CuttingPrices;
import io.seonchak.catalog.application.CuttingPrices.Heard;
import io.seonchak.catalog.application.TimeSaleForm;
import io.seonchak.catalog.application.TimeSaleForm.TimeSale;
import io.seonchak.catalog.store.Feeds;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Time sales, as the external server says them, and how it is with that server. */
@RestController
class TimeSaleController {

  /** Carries the key of the external server. */
  static final String KEY_HEADER = "Feed-Key";

  private static final String KEY_SETTING = "seonchak.feed.key";
  private static final int KEY_LENGTH_MIN = 16;

  private final CuttingPrices cutting;
  private final TimeSaleForm form;
  private final Feeds feeds;
  private final byte[] key;

  TimeSaleController(
      CuttingPrices cutting,
      TimeSaleForm form,
      Feeds feeds,
      @Value("${" + KEY_SETTING + ":}") String key) {
    if (!key.isEmpty() && key.length() < KEY_LENGTH_MIN) {
      throw new IllegalStateException(
          "%s: %d characters (expected: none, or at least %d)"
              .formatted(KEY_SETTING, key.length(), KEY_LENGTH_MIN));
    }
    this.cutting = cutting;
    this.form = form;
    this.feeds = feeds;
    this.key = key.getBytes(StandardCharsets.UTF_8);
  }

  record Taken(String externalId, boolean applied) {}

  record FeedView(
      String state, String since, String reason, @Nullable String heardAt, boolean configured) {}

  @PutMapping("/api/time-sales/{externalId}")
  Taken put(
      @AuthenticationPrincipal @Nullable Identity identity,
      @RequestHeader(name = KEY_HEADER, required = false) @Nullable String given,
      @PathVariable String externalId,
      @RequestBody TimeSale sale) {
    allow(identity, given);
    var fields = new Fields();
    var said = form.read(fields, externalId, sale);
    fields.orRefuse();
    return taken(externalId, cutting.hear(said));
  }

  @DeleteMapping("/api/time-sales/{externalId}")
  Taken withdraw(
      @AuthenticationPrincipal @Nullable Identity identity,
      @RequestHeader(name = KEY_HEADER, required = false) @Nullable String given,
      @PathVariable String externalId,
      @RequestParam(required = false) @Nullable OffsetDateTime updatedAt) {
    allow(identity, given);
    var fields = new Fields();
    Instant version = form.version(fields, updatedAt);
    fields.orRefuse();
    return taken(externalId, cutting.withdraw(externalId, version));
  }

  @GetMapping("/api/time-sales/feed")
  FeedView feed() {
    Feeds.Feed feed = feeds.read();
    Instant heardAt = feed.heardAt();
    return new FeedView(
        feed.state().name(),
        Seoul.text(feed.since()),
        feed.reason(),
        heardAt == null ? null : Seoul.text(heardAt),
        feeds.configured());
  }

  private static Taken taken(String externalId, Heard heard) {
    return switch (heard) {
      case Heard.Applied _ -> new Taken(externalId, true);
      case Heard.Known _, Heard.Older _ -> new Taken(externalId, false);
      case Heard.Contradicts _ -> throw Problem.of(CommonProblem.CONFLICT);
      case Heard.NoSuchProduct _ -> throw Problem.of(CommonProblem.NOT_FOUND);
    };
  }

  private void allow(@Nullable Identity identity, @Nullable String given) {
    boolean operator = identity != null && identity.roles().contains(MemberRole.OPERATOR);
    if (operator || (given != null && isKey(given))) {
      return;
    }
    throw Problem.of(identity == null ? CommonProblem.UNAUTHENTICATED : CommonProblem.FORBIDDEN);
  }

  private boolean isKey(String given) {
    return key.length > 0 && MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8));
  }
}
