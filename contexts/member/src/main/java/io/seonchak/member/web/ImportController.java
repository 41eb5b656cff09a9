package io.seonchak.member.web;

import io.seonchak.member.application.Importing;
import io.seonchak.member.model.ImportChunk;
import io.seonchak.member.model.ImportChunk.BadLine;
import io.seonchak.member.store.Imports.Progress;
import io.seonchak.member.store.Imports.Taken;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.web.BodyTooLarge;
import io.seonchak.platform.web.Keys;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Members by the million: lines are read, checked and stored as they come. */
@RestController
class ImportController {

  /** Uploads at once in a process. */
  static final int UPLOADS_MAX = 4;

  /** How long one may take; with its key it goes on. */
  static final Duration WITHIN = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(ImportController.class);

  private final Importing importing;
  private final ImportLines lines;
  private final Clock clock;
  private final Semaphore uploads = new Semaphore(UPLOADS_MAX);

  ImportController(Importing importing, ImportLines lines, Clock clock) {
    this.importing = importing;
    this.lines = lines;
    this.clock = clock;
  }

  /** How far it is. */
  enum State {
    /** Lines are coming, or the upload broke off and may be sent again with its key. */
    RECEIVING,
    /** All lines are there; some are not members yet. */
    RUNNING,
    /** All that could become members are. */
    DONE
  }

  record Accepted(UUID importId, long lines, long badCount) {}

  record Import(
      UUID importId,
      State state,
      long lines,
      long imported,
      long alreadyThere,
      long waiting,
      long badCount,
      List<BadLine> bad) {}

  @PostMapping(path = "/api/members/import", consumes = "application/x-ndjson")
  ResponseEntity<Accepted> take(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      HttpServletRequest request) {
    String own = Keys.require(key);
    requireUtf8(request);
    if (!uploads.tryAcquire()) {
      throw Problem.of(CommonProblem.BUSY);
    }
    try {
      return accepted(new Upload(identity.member(), own).read(new Lines(request.getInputStream())));
    } catch (BodyTooLarge e) {
      throw Problem.of(CommonProblem.TOO_LARGE);
    } catch (IOException e) {
      log.info("an upload of members broke off: {}", e.toString());
      throw Problem.invalid("body", "broke off; send it again with the same key");
    } finally {
      uploads.release();
    }
  }

  @GetMapping("/api/members/imports/{id}")
  Import show(@PathVariable UUID id) {
    Progress progress =
        importing.progress(id).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    Taken taken = progress.taken();
    return new Import(
        id,
        state(progress),
        taken.lines(),
        progress.imported(),
        progress.good() - progress.imported(),
        taken.lines() - taken.bad() - progress.good(),
        taken.bad(),
        importing.bad(id));
  }

  private static State state(Progress progress) {
    if (!progress.taken().whole()) {
      return State.RECEIVING;
    }
    return progress.doneChunks() < progress.taken().chunks() ? State.RUNNING : State.DONE;
  }

  private static ResponseEntity<Accepted> accepted(Accepted taken) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/members/imports/" + taken.importId()))
        .body(taken);
  }

  private static void requireUtf8(HttpServletRequest request) {
    // Of the header, because what the request says of itself is set by a filter.
    String charset = MediaType.parseMediaType(request.getContentType()).getParameter("charset");
    if (charset != null
        && !charset.replace("\"", "").equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
      throw Problem.of(CommonProblem.UNSUPPORTED_MEDIA_TYPE);
    }
  }

  /** One request; of its lines only a chunk is in memory. */
  private final class Upload {

    private final UUID operator;
    private final String key;
    private final Instant end = clock.instant().plus(WITHIN);
    private int chunks;
    private long read;

    Upload(UUID operator, String key) {
      this.operator = operator;
      this.key = key;
    }

    Accepted read(Lines body) throws IOException {
      List<byte[]> some = body.next(ImportChunk.LINES);
      if (some.isEmpty()) {
        throw Problem.invalid(
            "body", "0 lines (expected: 1 to %d)".formatted(ImportChunk.LINES_MAX));
      }
      UUID id = importing.begin(operator, key);
      while (!some.isEmpty()) {
        take(id, some);
        some = body.next(ImportChunk.LINES);
      }
      Taken all = importing.whole(id, chunks);
      return new Accepted(id, all.lines(), all.bad());
    }

    private void take(UUID id, List<byte[]> some) {
      if (read + some.size() > ImportChunk.LINES_MAX) {
        throw Problem.of(CommonProblem.TOO_LARGE);
      }
      if (clock.instant().isAfter(end)) {
        throw Problem.invalid(
            "body", "took more than %s; send it again with the same key".formatted(WITHIN));
      }
      String digest = ImportLines.digest(some);
      if (!importing.has(id, chunks, digest)) {
        importing.take(id, lines.chunk(chunks, read + 1, some, digest));
      }
      chunks++;
      read += some.size();
    }
  }
}
