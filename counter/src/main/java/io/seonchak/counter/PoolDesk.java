package io.seonchak.counter;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Claims;
import io.seonchak.claims.Command;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.RequestKey;
import io.seonchak.claims.ledger.Block;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * What there is at a pool beside the claim itself: tickets, the waiting list, the ledger. A context
 * extends it with the path of its pools, {@code @RequestMapping("/api/…/{id}")}.
 */
public abstract class PoolDesk {

  private final Counter counter;
  private final Claims claims;
  private final Ids ids;
  private final Offer offer;

  /** The desk of a counter. */
  protected PoolDesk(Counter counter, Offer offer, Ids ids) {
    this.counter = counter;
    this.claims = counter.claims();
    this.ids = ids;
    this.offer = offer;
  }

  /**
   * In the line.
   *
   * @param position 1 for the next who gets a unit
   */
  public record Position(int position) {}

  /** A block of a ledger, base64. */
  public record BlockView(long blockNo, String header, String signature, String entries) {}

  /**
   * A page of a ledger.
   *
   * @param next what to ask for behind; null at the end
   */
  public record Ledger(UUID pool, List<BlockView> blocks, @Nullable Long next) {}

  /** A signed right to claim, fetched before the opening. */
  @PostMapping("/ticket")
  public Claimants.Issued ticket(
      @AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    return counter.claimants().issue(identity, pool(id).value());
  }

  /** Waits for one returned unit. */
  @PostMapping("/waiting-list")
  public ResponseEntity<Position> join(
      @PathVariable UUID id,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      HttpServletRequest http) {
    Person person = counter.claimants().require(http, id);
    String given = key == null ? "waiting-list" : Keys.require(key);
    Outcome outcome =
        claims.execute(
            new Command.JoinWaitingList(
                pool(id), new ClaimId(ids.next()), person, RequestKey.of("waiting:" + given, "1")));
    return switch (outcome) {
      case Outcome.Waiting line ->
          ResponseEntity.status(line.joined() ? 201 : 200).body(new Position(line.position()));
      case Outcome.No no -> throw Refusals.of(no);
      case Outcome other -> throw new IllegalStateException("joining was answered with " + other);
    };
  }

  /** Where he stands who waits. */
  @GetMapping("/waiting-list")
  public Position position(@PathVariable UUID id, HttpServletRequest http) {
    Person person = counter.claimants().require(http, id);
    PoolId pool = pool(id);
    return counter
        .readers()
        .read(() -> claims.waiting(pool, person))
        .map(line -> new Position(line.position()))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** Stops waiting. */
  @DeleteMapping("/waiting-list")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  public void leave(@PathVariable UUID id, HttpServletRequest http) {
    Person person = counter.claimants().require(http, id);
    Outcome outcome = claims.execute(new Command.LeaveWaitingList(pool(id), person));
    if (outcome instanceof Outcome.No no) {
      throw Refusals.of(no);
    }
  }

  /** Blocks and headers, for everybody. */
  @GetMapping("/ledger")
  public Ledger ledger(
      @PathVariable UUID id,
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "100") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, Claims.LEDGER_PAGE_MAX);
    fields.number("after", after, 0, Long.MAX_VALUE);
    fields.orRefuse();
    PoolId pool = pool(id);
    List<Block> blocks = counter.readers().read(() -> claims.ledger(pool, after, size));
    Long next = blocks.size() < size ? null : blocks.getLast().header().blockNo();
    return new Ledger(id, blocks.stream().map(PoolDesk::view).toList(), next);
  }

  private PoolId pool(UUID id) {
    if (!offer.offers(id)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    return new PoolId(id);
  }

  private static BlockView view(Block block) {
    return new BlockView(
        block.header().blockNo(),
        base64(block.headerBytes()),
        base64(block.signature()),
        base64(block.entryBytes()));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
