package io.seonchak.stock;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Claims;
import io.seonchak.claims.Command;
import io.seonchak.claims.Grant;
import io.seonchak.claims.LedgerKey;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolView;
import io.seonchak.claims.ReleaseReason;
import io.seonchak.claims.RequestKey;
import io.seonchak.claims.ledger.Block;
import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.contracts.catalog.CatalogClient.ProductFacts;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.Tickets;
import io.seonchak.platform.security.Tickets.Ticket;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.CacheControl;
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

/** Drops over HTTP, all but the claim itself, which has its own door. */
@RestController
class DropController {

  private static final int PAGE_MAX = 100;
  private static final int QUANTITY_MAX = 10_000_000;
  private static final int PER_MEMBER_MAX = 1_000;
  private static final int PAY_WITHIN_MIN = 60;
  private static final int PAY_WITHIN_MAX = 1_800;
  private static final Duration WINDOW_MAX = Duration.ofDays(366);

  private final Drops drops;
  private final Claims claims;
  private final Claimants claimants;
  private final CatalogClient catalog;
  private final Tickets tickets;
  private final Ids ids;
  private final FewReaders readers;

  DropController(
      Drops drops,
      Claims claims,
      Claimants claimants,
      CatalogClient catalog,
      Tickets tickets,
      Ids ids,
      FewReaders readers) {
    this.drops = drops;
    this.claims = claims;
    this.claimants = claimants;
    this.catalog = catalog;
    this.tickets = tickets;
    this.ids = ids;
    this.readers = readers;
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

  record TicketView(String ticket, String expiresAt) {}

  record Position(int position) {}

  record ClaimView(
      UUID claimId,
      UUID orderId,
      long sequence,
      int quantity,
      String state,
      @Nullable String payBy,
      String receipt) {}

  record Mine(List<ClaimView> claims) {}

  record BlockView(long blockNo, String header, String signature, String entries) {}

  record Ledger(UUID pool, List<BlockView> blocks, @Nullable Long next) {}

  record KeyView(
      String keyId,
      String publicKey,
      String introducedAt,
      @Nullable String signedBy,
      @Nullable String signature) {}

  record Published(List<KeyView> keys) {}

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
    long quantity = fields.number("quantity", request.quantity(), 1, QUANTITY_MAX);
    long perMember = fields.number("perMember", request.perMember(), 1, PER_MEMBER_MAX);
    long payWithin =
        fields.number(
            "payWithinSeconds", request.payWithinSeconds(), PAY_WITHIN_MIN, PAY_WITHIN_MAX);
    Instant opensAt = instant(fields, "opensAt", request.opensAt());
    Instant closesAt = instant(fields, "closesAt", request.closesAt());
    fields.require(
        opensAt.isBefore(closesAt)
            && Duration.between(opensAt, closesAt).compareTo(WINDOW_MAX) <= 0,
        "closesAt",
        closesAt,
        "after opensAt, within " + WINDOW_MAX.toDays() + " days");
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
    return new Created(add(drop, (int) quantity, given, hash(request)));
  }

  /** Two at once with one key: the second finds what the first has made. */
  private UUID add(Drop drop, int quantity, String key, byte[] bodyHash) {
    try {
      return drops.add(drop, quantity, key, bodyHash);
    } catch (DuplicateKeyException e) {
      return drops.add(drop, quantity, key, bodyHash);
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
    var fields = new Fields();
    long quantity = fields.number("quantity", request.quantity(), 0, QUANTITY_MAX);
    fields.orRefuse();
    Outcome outcome = claims.execute(new Command.ChangeCapacity(drop.pool(), (int) quantity));
    if (outcome instanceof Outcome.CapacityBelowLive below) {
      throw Problem.of(StockProblem.CAPACITY_BELOW_LIVE).with("live", below.live());
    }
    orRefuse(outcome);
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
    return cached(new Page(page.stream().map(this::view).toList(), next));
  }

  @GetMapping("/api/drops/{id}")
  ResponseEntity<DropView> read(@PathVariable UUID id) {
    return cached(view(drop(id)));
  }

  @PostMapping("/api/drops/{id}/ticket")
  TicketView ticket(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    Drop drop = drop(id);
    Instant expiresAt = Instant.ofEpochSecond(claims.now().plus(Tickets.LIFE_MAX).getEpochSecond());
    String ticket =
        tickets.issue(new Ticket(identity.member(), drop.id(), identity.tokenVersion(), expiresAt));
    return new TicketView(ticket, Refusals.seoul(expiresAt));
  }

  @GetMapping("/api/drops/{id}/claims/mine")
  Mine mine(@PathVariable UUID id, HttpServletRequest http) {
    Person person = claimants.require(http, id);
    return new Mine(held(drop(id), person).stream().map(DropController::view).toList());
  }

  /** Gives a claim back. Somebody else's is not found. */
  @DeleteMapping("/api/drops/{id}/claims/{claim}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void giveBack(@PathVariable UUID id, @PathVariable UUID claim, HttpServletRequest http) {
    Person person = claimants.require(http, id);
    Drop drop = drop(id);
    ClaimId own =
        held(drop, person).stream()
            .map(Grant::claim)
            .filter(held -> held.value().equals(claim))
            .findFirst()
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    orRefuse(claims.execute(new Command.Release(drop.pool(), own, ReleaseReason.RETURNED)));
  }

  @PostMapping("/api/drops/{id}/waiting-list")
  ResponseEntity<Position> join(
      @PathVariable UUID id,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      HttpServletRequest http) {
    Person person = claimants.require(http, id);
    String given = key == null ? "waiting-list" : Keys.require(key);
    Outcome outcome =
        claims.execute(
            new Command.JoinWaitingList(
                drop(id).pool(),
                new ClaimId(ids.next()),
                person,
                RequestKey.of("waiting:" + given, "1")));
    return switch (outcome) {
      case Outcome.Waiting line ->
          ResponseEntity.status(line.joined() ? 201 : 200).body(new Position(line.position()));
      case Outcome.NothingToWaitFor free ->
          throw Problem.of(StockProblem.NOTHING_TO_WAIT_FOR).with("free", free.free());
      case Outcome.WaitingListFull full ->
          throw Problem.of(StockProblem.WAITING_LIST_FULL).with("lengthMax", full.lengthMax());
      case Outcome.No no -> throw Refusals.of(no);
      case Outcome other -> throw new IllegalStateException("joining was answered with " + other);
    };
  }

  @GetMapping("/api/drops/{id}/waiting-list")
  Position position(@PathVariable UUID id, HttpServletRequest http) {
    Person person = claimants.require(http, id);
    Drop drop = drop(id);
    return readers
        .read(() -> claims.waiting(drop.pool(), person))
        .map(line -> new Position(line.position()))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  @DeleteMapping("/api/drops/{id}/waiting-list")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void leave(@PathVariable UUID id, HttpServletRequest http) {
    Person person = claimants.require(http, id);
    orRefuse(claims.execute(new Command.LeaveWaitingList(drop(id).pool(), person)));
  }

  @GetMapping("/api/drops/{id}/ledger")
  Ledger ledger(
      @PathVariable UUID id,
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "100") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, Claims.LEDGER_PAGE_MAX);
    fields.number("after", after, 0, Long.MAX_VALUE);
    fields.orRefuse();
    Drop drop = drop(id);
    List<Block> blocks = readers.read(() -> claims.ledger(drop.pool(), after, size));
    Long next = blocks.size() < size ? null : blocks.getLast().header().blockNo();
    return new Ledger(id, blocks.stream().map(DropController::view).toList(), next);
  }

  @GetMapping("/.well-known/seonchak/keys")
  Published keys() {
    return new Published(readers.read(claims::keys).stream().map(DropController::view).toList());
  }

  private List<Grant> held(Drop drop, Person person) {
    return readers.read(() -> claims.claimsOf(drop.pool(), person));
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
        Refusals.seoul(drop.opensAt()),
        Refusals.seoul(drop.closesAt()),
        drop.payWithin().toSeconds(),
        drop.waitingRoom(),
        DropState.of(drop, pool, now).name(),
        Math.max(0, pool.free()),
        pool.held(),
        pool.waiting(),
        Refusals.seoul(now));
  }

  private static ClaimView view(Grant grant) {
    Instant deadline = grant.deadline();
    return new ClaimView(
        grant.claim().value(),
        grant.claim().value(),
        grant.sequence(),
        grant.quantity(),
        grant.state().name(),
        deadline == null ? null : Refusals.seoul(deadline),
        grant.receipt().text());
  }

  private static BlockView view(Block block) {
    return new BlockView(
        block.header().blockNo(),
        base64(block.headerBytes()),
        base64(block.signature()),
        base64(block.entryBytes()));
  }

  private static KeyView view(LedgerKey key) {
    Long signedBy = key.signedBy();
    byte[] signature = key.signature();
    return new KeyView(
        "%016x".formatted(key.keyId()),
        base64(key.publicKey()),
        Refusals.seoul(key.introducedAt()),
        signedBy == null ? null : "%016x".formatted(signedBy),
        signature == null ? null : base64(signature));
  }

  private static void orRefuse(Outcome outcome) {
    if (outcome instanceof Outcome.No no) {
      throw Refusals.of(no);
    }
    if (outcome instanceof Outcome.WrongState || outcome instanceof Outcome.NoSuchClaim) {
      throw Problem.of(StockProblem.CLAIM_OVER);
    }
  }

  private static Instant instant(Fields fields, String name, @Nullable OffsetDateTime value) {
    Instant min = Instant.parse("2020-01-01T00:00:00Z");
    Instant max = Instant.parse("2100-01-01T00:00:00Z");
    boolean holds =
        value != null && value.toInstant().isAfter(min) && value.toInstant().isBefore(max);
    fields.require(
        holds, name, value == null ? "missing" : value, "an instant with offset, 2020 to 2100");
    return value == null ? min : value.toInstant();
  }

  private static <T> ResponseEntity<T> cached(T body) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(Duration.ofSeconds(1)).cachePublic())
        .body(body);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] hash(NewDrop request) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(request.toString().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
