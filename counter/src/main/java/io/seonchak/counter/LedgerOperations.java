package io.seonchak.counter;

import io.seonchak.claims.Claims;
import io.seonchak.claims.Command;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.ledger.HttpWitness;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.web.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an operator does with a context's ledger when something has happened. Every command names
 * the state it was decided on, so one that is sent twice takes effect once; each leaves a line in
 * the log.
 */
@RestController
@RequestMapping(LedgerOperations.PATH + "/{context}")
class LedgerOperations {

  static final String PATH = "/api/operations/ledger";

  /** Bytes of a BREAK's note, which stands in the ledger for all to read. */
  static final int NOTE_BYTES_MAX = 200;

  private static final Logger log = LoggerFactory.getLogger(LedgerOperations.class);

  private final List<Counter> counters;
  private final ObjectProvider<HttpWitness> witness;

  LedgerOperations(List<Counter> counters, ObjectProvider<HttpWitness> witness) {
    this.counters = counters;
    this.witness = witness;
  }

  record WitnessView(boolean away, int waiting) {}

  record State(
      long commits,
      long decided,
      int waiting,
      long busy,
      long refused,
      @Nullable String objection,
      boolean expires,
      String keyId,
      @Nullable WitnessView witness) {}

  record Standing(UUID poolId, long blockNo, @Nullable String broken) {}

  record NewBreak(@Nullable Long blockNo, @Nullable String note) {}

  record Recorded(long blockNo) {}

  record NewKey(@Nullable String replaces) {}

  record Key(String keyId) {}

  @GetMapping
  State state(@PathVariable String context) {
    Claims claims = counter(context).claims();
    Claims.Work work = claims.work();
    HttpWitness far = witness.getIfAvailable();
    return new State(
        work.commits(),
        work.decided(),
        work.waiting(),
        work.busy(),
        work.refused(),
        claims.objection().orElse(null),
        claims.expires(),
        hex(claims.keyId()),
        far == null ? null : new WitnessView(far.away(), far.waiting()));
  }

  @GetMapping("/pools/{id}")
  Standing pool(@PathVariable String context, @PathVariable UUID id) {
    return standing(counter(context), id);
  }

  private static Standing standing(Counter counter, UUID id) {
    return counter
        .readers()
        .read(() -> counter.claims().standing(new PoolId(id)))
        .map(found -> new Standing(id, found.blockNo(), found.broken()))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** Lets a pool go on whose ledger was set back, and says so in the ledger. */
  @PostMapping("/pools/{id}/break")
  @ResponseStatus(HttpStatus.CREATED)
  Recorded recordBreak(
      @AuthenticationPrincipal Identity identity,
      @PathVariable String context,
      @PathVariable UUID id,
      @RequestBody NewBreak request) {
    var fields = new Fields();
    long blockNo = fields.number("blockNo", request.blockNo(), 0, Long.MAX_VALUE);
    String note = fields.text("note", request.note(), NOTE_BYTES_MAX);
    int bytes = note.getBytes(StandardCharsets.UTF_8).length;
    fields.require(
        bytes <= NOTE_BYTES_MAX,
        "note",
        bytes + " bytes",
        "1 to %d bytes".formatted(NOTE_BYTES_MAX));
    fields.orRefuse();
    Counter counter = counter(context);
    Standing state = standing(counter, id);
    if (state.blockNo() != blockNo) {
      throw Problem.of(CommonProblem.CONFLICT).with("blockNo", state.blockNo());
    }
    if (state.broken() == null) {
      throw Problem.of(ClaimProblem.NOT_BROKEN);
    }
    Outcome outcome = counter.claims().execute(new Command.RecordBreak(new PoolId(id), note));
    return switch (outcome) {
      case Outcome.BreakRecorded recorded -> {
        log.info(
            "audit: operator {} recorded BREAK {} of pool {}: {}",
            identity.member(),
            recorded.blockNo(),
            id,
            state.broken());
        yield new Recorded(recorded.blockNo());
      }
      case Outcome.No no -> throw Refusals.of(no);
      case Outcome other -> throw new IllegalStateException("a BREAK was answered with " + other);
    };
  }

  /** Lets this instance's holds expire again after the database's clock jumped. */
  @PostMapping("/expiry/resume")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void resumeExpiry(@AuthenticationPrincipal Identity identity, @PathVariable String context) {
    Counter counter = counter(context);
    counter.claims().resumeExpiry();
    log.info("audit: operator {} resumed expiry of {}", identity.member(), counter.context());
  }

  /** Hands over to a new key, which is kept before anybody hears of it. */
  @PostMapping("/keys")
  @ResponseStatus(HttpStatus.CREATED)
  Key rotate(
      @AuthenticationPrincipal Identity identity,
      @PathVariable String context,
      @RequestBody NewKey request) {
    String replaces = request.replaces() == null ? "" : request.replaces();
    var fields = new Fields();
    fields.require(
        replaces.matches("[0-9a-f]{16}"), "replaces", "not a key's id", "16 hexadecimal digits");
    fields.orRefuse();
    Counter counter = counter(context);
    String before = hex(counter.claims().keyId());
    if (!replaces.equals(before)) {
      throw Problem.of(CommonProblem.CONFLICT).with("keyId", before);
    }
    var next = counter.keys().next();
    if (!counter.claims().rotate(next)) {
      throw Problem.of(CommonProblem.CONFLICT);
    }
    String after = hex(next.keyId());
    log.info("audit: operator {} replaced ledger key {} by {}", identity.member(), before, after);
    return new Key(after);
  }

  private Counter counter(String context) {
    return counters.stream()
        .filter(each -> each.context().equals(context))
        .findFirst()
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private static String hex(long keyId) {
    return "%016x".formatted(keyId);
  }
}
