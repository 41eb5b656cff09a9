package io.seonchak.member.application;

import io.seonchak.contracts.member.MemberEvent;
import io.seonchak.contracts.member.MemberEvent.ImportChunkTaken;
import io.seonchak.member.model.ImportChunk;
import io.seonchak.member.model.ImportChunk.BadLine;
import io.seonchak.member.store.AuditTrail;
import io.seonchak.member.store.AuditTrail.What;
import io.seonchak.member.store.Imports;
import io.seonchak.member.store.Imports.Progress;
import io.seonchak.member.store.Imports.Taken;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Adding members by the million. A chunk of lines is stored together with the event that tells of
 * it, so what was taken becomes members whatever is killed; who hears the event makes members of
 * the chunk once. An upload that broke is sent again with its key, and what is there is passed
 * over.
 */
@Service
public class Importing {

  private final Imports imports;
  private final Outbox<MemberEvent> outbox;
  private final AuditTrail audit;
  private final Ids ids;

  Importing(Imports imports, Outbox<MemberEvent> outbox, AuditTrail audit, Ids ids) {
    this.imports = imports;
    this.outbox = outbox;
    this.audit = audit;
    this.ids = ids;
  }

  /** The import of an operator that has that key, begun if there is none. */
  @Transactional
  public UUID begin(UUID operator, String key) {
    UUID id = ids.next();
    if (imports.begin(id, operator, key)) {
      audit.add(operator, operator, What.IMPORT_BEGUN, id.toString());
      return id;
    }
    return imports.byKey(operator, key);
  }

  /**
   * Whether a chunk was taken before.
   *
   * @throws Problem KEY_REUSED when it was another
   */
  public boolean has(UUID id, int chunk, String digest) {
    Optional<String> there = imports.digest(id, chunk);
    there.ifPresent(known -> requireSame(known.equals(digest)));
    return there.isPresent();
  }

  /**
   * Takes the next chunk, once.
   *
   * @throws Problem KEY_REUSED when it is another than before
   */
  @Transactional
  public void take(UUID id, ImportChunk chunk) {
    Taken before = imports.lock(id);
    // Somebody may send the same at the same time.
    if (has(id, chunk.number(), chunk.digest())) {
      return;
    }
    requireSame(!before.whole());
    imports.add(id, before, chunk);
    outbox.append(new ImportChunkTaken(id, chunk.number()));
  }

  /**
   * Says that so many chunks were all.
   *
   * @throws Problem KEY_REUSED when there were more before
   */
  @Transactional
  public Taken whole(UUID id, int chunks) {
    Taken taken = imports.lock(id);
    requireSame(taken.chunks() == chunks);
    imports.whole(id);
    return taken;
  }

  /** Makes members of a chunk; once more is the same. In the transaction of who heard of it. */
  public void settle(ImportChunkTaken taken) {
    imports.settle(taken.importId(), taken.chunk());
  }

  /** How far an import is; empty when there is no such. */
  public Optional<Progress> progress(UUID id) {
    return imports.progress(id);
  }

  /** The first bad lines of an import, in their order. */
  public List<BadLine> bad(UUID id) {
    return imports.bad(id);
  }

  private static void requireSame(boolean same) {
    if (!same) {
      throw Problem.of(CommonProblem.KEY_REUSED);
    }
  }
}
