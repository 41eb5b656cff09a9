package io.seonchak.contracts.member;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.WireName;
import java.util.UUID;

/** What happened to members, or on the way to having them. Ids only, no names. */
public sealed interface MemberEvent extends Event {

  /**
   * Some lines of an import are stored and wait to become members. The key is the import's id, so
   * that the first of two lines with one address is the one that counts.
   *
   * @param chunk its number in the import, from 0
   */
  @WireName("member.import-chunk-taken.v1")
  record ImportChunkTaken(UUID importId, int chunk) implements MemberEvent {
    @Override
    public UUID key() {
      return importId;
    }
  }
}
