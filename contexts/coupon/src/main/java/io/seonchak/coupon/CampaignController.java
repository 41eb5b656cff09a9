package io.seonchak.coupon;

import io.seonchak.claims.Claims;
import io.seonchak.claims.PoolView;
import io.seonchak.counter.Counter;
import io.seonchak.counter.PoolState;
import io.seonchak.counter.PublicView;
import io.seonchak.coupon.CampaignForm.NewDiscount;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Campaigns over HTTP: made by sellers, seen by everybody. */
@RestController
class CampaignController {

  private static final int PAGE_MAX = 100;
  private static final int NAME_MAX = 100;
  private static final int QUANTITY_MAX = 10_000_000;
  private static final int PER_MEMBER_MAX = 1_000;
  private static final int VALID_DAYS_MAX = 3_650;
  private static final Duration WINDOW_MAX = Duration.ofDays(366);

  private final Campaigns campaigns;
  private final MakingCampaigns making;
  private final Claims claims;
  private final Ids ids;

  CampaignController(
      Campaigns campaigns,
      MakingCampaigns making,
      @Qualifier("couponCounter") Counter counter,
      Ids ids) {
    this.campaigns = campaigns;
    this.making = making;
    this.claims = counter.claims();
    this.ids = ids;
  }

  record NewCampaign(
      @Nullable String name,
      @Nullable NewDiscount discount,
      @Nullable Long quantity,
      @Nullable Long perMember,
      @Nullable OffsetDateTime opensAt,
      @Nullable OffsetDateTime closesAt,
      @Nullable Long validDays,
      @Nullable Long minOrder) {}

  record Created(UUID campaignId) {}

  record CampaignView(
      UUID campaignId,
      UUID sellerId,
      String name,
      CouponDiscount discount,
      long minOrder,
      int quantity,
      int perMember,
      String opensAt,
      String closesAt,
      int validDays,
      String state,
      int remaining,
      String now) {}

  record Page(List<CampaignView> campaigns, @Nullable UUID next) {}

  @PostMapping("/api/coupon-campaigns")
  @ResponseStatus(HttpStatus.CREATED)
  Created create(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewCampaign request) {
    String given = Keys.require(key);
    var fields = new Fields();
    String name = fields.text("name", request.name(), NAME_MAX);
    Discount discount = CampaignForm.discount(fields, request.discount());
    long quantity = fields.number("quantity", request.quantity(), 1, QUANTITY_MAX);
    long perMember = fields.number("perMember", request.perMember(), 1, PER_MEMBER_MAX);
    Instant opensAt = fields.instant("opensAt", request.opensAt());
    Instant closesAt = fields.instant("closesAt", request.closesAt());
    fields.window("closesAt", opensAt, closesAt, WINDOW_MAX);
    long validDays = fields.number("validDays", request.validDays(), 1, VALID_DAYS_MAX);
    long minOrder = fields.number("minOrder", request.minOrder(), 0, Won.MAX);
    fields.orRefuse();
    var campaign =
        new Campaign(
            ids.next(),
            identity.member(),
            name,
            discount,
            minOrder,
            (int) perMember,
            opensAt,
            closesAt,
            (int) validDays);
    byte[] hash = Hashes.sha256(request.toString());
    return new Created(making.make(campaign, (int) quantity, given, hash));
  }

  @GetMapping("/api/coupon-campaigns")
  ResponseEntity<Page> list(
      @RequestParam(required = false) @Nullable UUID after,
      @RequestParam(defaultValue = "20") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, PAGE_MAX);
    fields.orRefuse();
    List<Campaign> page = campaigns.page(after, size);
    UUID next = page.size() < size ? null : page.getLast().id();
    return PublicView.of(new Page(page.stream().map(this::view).toList(), next));
  }

  @GetMapping("/api/coupon-campaigns/{id}")
  ResponseEntity<CampaignView> read(@PathVariable UUID id) {
    return PublicView.of(
        campaigns.byId(id).map(this::view).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND)));
  }

  private CampaignView view(Campaign campaign) {
    PoolView pool =
        claims
            .view(campaign.pool())
            .orElseThrow(
                () -> new IllegalStateException("campaign " + campaign.id() + " has no pool"));
    Instant now = claims.now();
    return new CampaignView(
        campaign.id(),
        campaign.seller(),
        campaign.name(),
        CouponDiscount.of(campaign.discount()),
        campaign.minOrder(),
        pool.terms().capacity(),
        campaign.perMember(),
        Seoul.text(campaign.opensAt()),
        Seoul.text(campaign.closesAt()),
        campaign.validDays(),
        PoolState.of(pool, now).name(),
        Math.max(0, pool.free()),
        Seoul.text(now));
  }
}
