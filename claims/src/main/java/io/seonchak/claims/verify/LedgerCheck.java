package io.seonchak.claims.verify;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.ledger.MerkleTree;
import io.seonchak.claims.ledger.Receipt;
import io.seonchak.claims.ledger.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads the blocks of one pool in order and checks each against what came before: the chain of
 * hashes, the signature, the tree, gapless numbers, and that the entries are possible at all: never
 * more live units than capacity, only held claims confirmed, only live ones released, returned
 * units to the head of the line. Not thread-safe.
 */
public final class LedgerCheck {

  /** A claim as the ledger tells it. */
  public record Claim(int quantity, String state, long grantNo) {}

  private final Map<Long, byte[]> keys;
  private final Map<UUID, Claim> claims = new HashMap<>();
  private final Map<String, Long> line = new LinkedHashMap<>();
  private byte[] head = new byte[Sha256.LENGTH];
  private long blockNo;
  private long entryNo;
  private long grantNo;
  private long at;
  private int live;
  private int capacity;

  /**
   * A check of one pool from its first block.
   *
   * @param keys key id to public key (X.509), those that may sign
   */
  public LedgerCheck(Map<Long, byte[]> keys) {
    this.keys = keys;
  }

  /** Checks the next block; empty when all is well. After a finding the check is over. */
  public Optional<Finding> next(Block block) {
    BlockHeader header = block.header();
    String where = "pool %s block %d".formatted(header.pool(), header.blockNo());
    try {
      chain(header);
      signed(block);
      require(
          Arrays.equals(MerkleTree.over(block.entries()).root(), header.root()),
          "the entries do not lead to the signed root");
      require(
          block.entries().size() == header.entryCount(),
          "entries: %d (expected: %d)".formatted(block.entries().size(), header.entryCount()));
      for (byte[] bytes : block.entries()) {
        where = "pool %s block %d entry %d".formatted(header.pool(), header.blockNo(), entryNo + 1);
        entry(Entry.read(ByteBuffer.wrap(bytes)));
      }
      where = "pool %s block %d".formatted(header.pool(), header.blockNo());
      counts(header);
      head = block.hash();
      blockNo = header.blockNo();
      return Optional.empty();
    } catch (Wrong | IllegalArgumentException e) {
      return Optional.of(new Finding(where, String.valueOf(e.getMessage())));
    }
  }

  /** The claims as the blocks so far tell them, by claim id. */
  public Map<UUID, Claim> claims() {
    return claims;
  }

  /** The number of the last block checked. */
  public long blockNo() {
    return blockNo;
  }

  /** The hash of the last header checked. */
  public byte[] head() {
    return head.clone();
  }

  /** Units held or confirmed after the last block. */
  public int live() {
    return live;
  }

  /** The number of the last grant. */
  public long grantNo() {
    return grantNo;
  }

  /** Checks a receipt by itself: the path and the signature. */
  public static Optional<Finding> receipt(Receipt receipt, Map<Long, byte[]> keys) {
    try {
      BlockHeader header = BlockHeader.read(receipt.header());
      String where =
          "pool %s block %d leaf %d".formatted(header.pool(), header.blockNo(), receipt.leaf());
      if (!receipt.leadsToRoot()) {
        return Optional.of(new Finding(where, "the entry does not lead to the signed root"));
      }
      byte[] key = keys.get(header.keyId());
      if (key == null) {
        return Optional.of(new Finding(where, unknownKey(header.keyId())));
      }
      if (!LedgerSigner.verifies(key, receipt.header(), receipt.signature())) {
        return Optional.of(new Finding(where, "the header's signature is not the key's"));
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(new Finding("receipt", String.valueOf(e.getMessage())));
    }
  }

  private void chain(BlockHeader header) {
    require(
        header.blockNo() == blockNo + 1,
        "block number: %d (expected: %d)".formatted(header.blockNo(), blockNo + 1));
    require(
        Arrays.equals(header.previous(), head), "it does not name the block before it by its hash");
    require(
        header.firstEntryNo() == entryNo + 1,
        "first entry: %d (expected: %d)".formatted(header.firstEntryNo(), entryNo + 1));
  }

  private void signed(Block block) {
    byte[] key = keys.get(block.header().keyId());
    require(key != null, unknownKey(block.header().keyId()));
    require(
        key != null && LedgerSigner.verifies(key, block.headerBytes(), block.signature()),
        "the header's signature is not the key's");
  }

  private void entry(Entry entry) {
    require(
        entry.entryNo() == entryNo + 1,
        "entry number: %d (expected: %d)".formatted(entry.entryNo(), entryNo + 1));
    require(entry.atMicros() >= at, "it is earlier than the entry before it");
    entryNo = entry.entryNo();
    at = entry.atMicros();
    switch (entry.type()) {
      case GRANT -> grant(entry);
      case CONFIRM -> move(entry, "HELD", "CONFIRMED");
      case EXTEND -> move(entry, "HELD", "HELD");
      case RELEASE -> release(entry);
      case WAIT ->
          require(
              line.putIfAbsent(who(entry), entry.entryNo()) == null,
              "somebody waits who waits already");
      case LEAVE -> require(line.remove(who(entry)) != null, "somebody leaves who did not wait");
      case CAPACITY -> capacity = entry.quantity();
      case OVERRIDE -> {}
      case BREAK -> {}
    }
    require(
        live >= 0 && live <= capacity,
        "live units: %d (expected: 0 to %d)".formatted(live, capacity));
  }

  private void grant(Entry entry) {
    require(
        entry.grantNo() == grantNo + 1,
        "grant number: %d (expected: %d)".formatted(entry.grantNo(), grantNo + 1));
    require(
        entry.quantity() > 0, "quantity: %d (expected: at least 1)".formatted(entry.quantity()));
    grantNo = entry.grantNo();
    live += entry.quantity();
    String state = entry.deadlineMicros() == 0 ? "CONFIRMED" : "HELD";
    Claim same = claims.putIfAbsent(entry.claim(), new Claim(entry.quantity(), state, grantNo));
    require(same == null, "claim %s was granted before".formatted(entry.claim()));
    if (entry.reason() == Entry.FROM_WAITING_LIST) {
      String first = line.isEmpty() ? "" : line.keySet().iterator().next();
      require(first.equals(who(entry)), "the unit did not go to the head of the waiting list");
      line.remove(first);
    } else {
      require(line.isEmpty(), "a unit went past %d who wait".formatted(line.size()));
    }
  }

  private void release(Entry entry) {
    Claim claim = claims.get(entry.claim());
    require(
        claim != null && !claim.state().equals("RELEASED"),
        "claim %s is not live".formatted(entry.claim()));
    if (claim != null) {
      sameQuantity(entry, claim);
      live -= claim.quantity();
      claims.put(entry.claim(), new Claim(claim.quantity(), "RELEASED", claim.grantNo()));
    }
  }

  private void move(Entry entry, String from, String to) {
    Claim claim = claims.get(entry.claim());
    require(
        claim != null && claim.state().equals(from),
        "claim %s is not %s".formatted(entry.claim(), from));
    if (claim != null) {
      sameQuantity(entry, claim);
      claims.put(entry.claim(), new Claim(claim.quantity(), to, claim.grantNo()));
    }
  }

  private static void sameQuantity(Entry entry, Claim claim) {
    require(
        entry.quantity() == claim.quantity(),
        "quantity: %d (expected: %d)".formatted(entry.quantity(), claim.quantity()));
  }

  private void counts(BlockHeader header) {
    same("grants", header.grantNo(), grantNo);
    same("live units", header.live(), live);
    same("capacity", header.capacity(), capacity);
    same("waiting", header.waiting(), line.size());
    same("entries up to", header.lastEntryNo(), entryNo);
  }

  private static void same(String name, long signed, long counted) {
    require(signed == counted, "%s: %d (expected: %d)".formatted(name, signed, counted));
  }

  private static String who(Entry entry) {
    return HexFormat.of().formatHex(entry.pseudonym());
  }

  private static String unknownKey(long keyId) {
    return "signed with key %016x, which is not published".formatted(keyId);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Wrong(otherwise);
    }
  }

  /** Ends the check of a block at the first thing that is wrong. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message, null, false, false);
    }
  }
}
