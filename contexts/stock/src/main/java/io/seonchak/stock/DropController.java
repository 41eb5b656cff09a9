package io.seonchak.stock;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Claims;
import io.seonchak.claims.Command;
import io.seonchak.claims.Grant;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolView;
import io.seonchak.claims.ReleaseReason;
import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.contracts.catalog.CatalogClient.ProductFacts;
import io.seonchak.counter.ClaimProblem;
import io.seonchak.counter.Counter;
import io.seonchak.counter.PoolState;
import io.seonchak.counter.PublicView;
import io.seonchak.counter.Refusals;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Drops over HTTP, all but the claim itself, which has its own door, and what any pool has. */
@RestController
class DropController {

  private static final int PAGE_MAX = 100;
  private static final int PER_MEMBER_MAX = 1_000;
  private static final int PAY_WITHIN_MIN = 60;
  private static final int PAY_WITHIN_MAX = 1_800;
  private static final Duration WINDOW_MAX = Duration.ofDays(366);

  private final Drops drops;
  private final MakingDrops making;
  private final Claims claims;
  private final Counter counter;
  private final CatalogClient catalog;
  private final Ids ids;
  private final Quantities quantities;

  DropController(
      Drops drops,
      MakingDrops making,
      @Qualifier("stockCounter") Counter counter,
      CatalogClient catalog,
      Ids ids,
      Quantities quantities) {
    this.drops = drops;
    this.making = making;
    this.claims = counter.claims();
    this.counter = counter;
    this.catalog = catalog;
    this.ids = ids;
    this.quantities = quantities;
  }

  record NewDrop(
      @Nullable UUID productId,
      @Nullable Long price,
      @Nullable Long quantity,
      @Nullable Long perMember,
      @Nullable OffsetDateTime opensAt,
      @Nullable OffsetDateTime closesAt,
      @Nullable Long payWithinSeconds,
      @Nullable Boolean waitingRoom) {}

  record Created(UUID dropId) {}

  record NewQuantity(@Nullable Long quantity) {}

  record DropView(
      UUID dropId,
      UUID productId,
      String name,
      long price,
      int quantity,
      int perMember,
      String opensAt,
      String closesAt,
      long payWithinSeconds,
      boolean waitingRoom,
      String state,
      int remaining,
      int held,
      int waiting,
      String now) {}

  record Page(List<DropView> drops, @Nullable UUID next) {}

  record ClaimView(
      UUID claimId,
      UUID orderId,
      long sequence,
      int quantity,
      String state,
      @Nullable String payBy,
      String receipt) {}

  record Mine(List<ClaimView> claims) {}

  @PostMapping("/api/drops")
  @ResponseStatus(HttpStatus.CREATED)
  Created create(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewDrop request) {
    String given = Keys.require(key);
    var fields = new Fields();
    fields.require(request.productId() != null, "productId", "missing", "a product's id");
    long price = fields.number("price", request.price(), 100, Won.MAX);
    long quantity = fields.number("quantity", request.quantity(), 1, Quantities.MAX);
    long perMember = fields.number("perMember", request.perMember(), 1, PER_MEMBER_MAX);
    long payWithin =
        fields.number(
            "payWithinSeconds", request.payWithinSeconds(), PAY_WITHIN_MIN, PAY_WITHIN_MAX);
    Instant opensAt = fields.instant("opensAt", request.opensAt());
    Instant closesAt = fields.instant("closesAt", request.closesAt());
    fields.window("closesAt", opensAt, closesAt, WINDOW_MAX);
    fields.orRefuse();
    ProductFacts product = ownProduct(identity, request.productId());
    var drop =
        new Drop(
            ids.next(),
            product.seller(),
            product.productId(),
            product.name(),
            price,
            (int) perMember,
            opensAt,
            closesAt,
            Duration.ofSeconds(payWithin),
            Boolean.TRUE.equals(request.waitingRoom()));
    return new Created(add(drop, (int) quantity, given, Hashes.sha256(request.toString())));
  }

  /** Two at once with one key: the second finds what the first has made. */
  private UUID add(Drop drop, int quantity, String key, byte[] bodyHash) {
    try {
      return making.make(drop, quantity, key, bodyHash);
    } catch (DuplicateKeyException e) {
      return making.make(drop, quantity, key, bodyHash);
    }
  }

  @PatchMapping("/api/drops/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void changeQuantity(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @RequestBody NewQuantity request) {
    Drop drop =
        drops
            .byId(id)
            .filter(found -> identity.mayActFor(found.seller()))
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    quantities.change(drop.pool(), request.quantity());
  }

  @GetMapping("/api/drops")
  ResponseEntity<Page> list(
      @RequestParam(required = false) @Nullable UUID after,
      @RequestParam(defaultValue = "20") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, PAGE_MAX);
    fields.orRefuse();
    List<Drop> page = drops.page(after, size);
    UUID next = page.size() < size ? null : page.getLast().id();
    return PublicView.of(new Page(page.stream().map(this::view).toList(), next));
  }

  @GetMapping("/api/drops/{id}")
  ResponseEntity<DropView> read(@PathVariable UUID id) {
    return PublicView.of(view(drop(id)));
  }

  @GetMapping("/api/drops/{id}/claims/mine")
  Mine mine(@PathVariable UUID id, HttpServletRequest http) {
    Person person = counter.claimants().require(http, id);
    return new Mine(held(drop(id), person).stream().map(DropController::view).toList());
  }

  /** Gives a claim back. Somebody else's is not found. */
  @DeleteMapping("/api/drops/{id}/claims/{claim}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void giveBack(@PathVariable UUID id, @PathVariable UUID claim, HttpServletRequest http) {
    Person person = counter.claimants().require(http, id);
    Drop drop = drop(id);
    ClaimId own =
        held(drop, person).stream()
            .map(Grant::claim)
            .filter(held -> held.value().equals(claim))
            .findFirst()
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    orRefuse(claims.execute(new Command.Release(drop.pool(), own, ReleaseReason.RETURNED)));
  }

  private List<Grant> held(Drop drop, Person person) {
    return counter.readers().read(() -> claims.claimsOf(drop.pool(), person));
  }

  private Drop drop(UUID id) {
    return drops.byId(id).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private ProductFacts ownProduct(Identity identity, @Nullable UUID productId) {
    return Optional.ofNullable(productId)
        .flatMap(catalog::product)
        .filter(product -> identity.mayActFor(product.seller()))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private DropView view(Drop drop) {
    PoolView pool =
        claims
            .view(drop.pool())
            .orElseThrow(() -> new IllegalStateException("drop " + drop.id() + " has no pool"));
    Instant now = claims.now();
    return new DropView(
        drop.id(),
        drop.product(),
        drop.name(),
        drop.price(),
        pool.terms().capacity(),
        drop.perMember(),
        Seoul.text(drop.opensAt()),
        Seoul.text(drop.closesAt()),
        drop.payWithin().toSeconds(),
        drop.waitingRoom(),
        PoolState.of(pool, now).name(),
        Math.max(0, pool.free()),
        pool.held(),
        pool.waiting(),
        Seoul.text(now));
  }

  private static ClaimView view(Grant grant) {
    Instant deadline = grant.deadline();
    return new ClaimView(
        grant.claim().value(),
        grant.claim().value(),
        grant.sequence(),
        grant.quantity(),
        grant.state().name(),
        deadline == null ? null : Seoul.text(deadline),
        grant.receipt().text());
  }

  private static void orRefuse(Outcome outcome) {
    if (outcome instanceof Outcome.No no) {
      throw Refusals.of(no);
    }
    if (outcome instanceof Outcome.WrongState || outcome instanceof Outcome.NoSuchClaim) {
      throw Problem.of(ClaimProblem.CLAIM_OVER);
    }
  }
}
