package io.seonchak.claims;

import static io.seonchak.claims.Kernel.claimOf;
import static io.seonchak.claims.Kernel.somebody;
import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.ledger.Receipt;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.claims.verify.Verify;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgers who hold the database, some of them also the key: each is told where he forged. */
class VerifyTest {

  @TempDir Path folder;
  private Kernel kernel;
  private PoolId pool;
  private String receipt;
  private Path keys;
  private String said = "";

  @BeforeEach
  void aPoolWithAHistory() throws Exception {
    kernel = Kernel.start();
    pool = kernel.drop(10);
    Outcome first = kernel.claim(pool, somebody());
    receipt = ((Outcome.Yes) first).grant().receipt().text();
    List<Command> together = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      together.add(
          new Command.Claim(
              pool, new ClaimId(UUID.randomUUID()), somebody(), 1, RequestKey.of("k" + i, "1")));
    }
    try (Connection connection = kernel.source.getConnection()) {
      connection.setAutoCommit(false);
      kernel.claims.decide(connection, together);
      connection.commit();
    }
    kernel.claims.execute(new Command.Confirm(pool, claimOf(first)));
    keys = Files.writeString(folder.resolve("keys.json"), keysJson());
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  @Test
  void whatCannotBeReadIsRefusedWithTheUsage() {
    assertThat(verify()).isEqualTo(Verify.USAGE);
    assertThat(verify("receipt", "no-such-file", receipt)).isEqualTo(Verify.USAGE);
    assertThat(verify("receipt", keys.toString(), "not a receipt")).isEqualTo(Verify.FALSE);
  }

  @Test
  void aForgedReceiptIsFalse() {
    Receipt real = Receipt.parse(receipt);
    byte[] entry = real.entry();
    entry[85 - 4] ^= 1;
    String forged =
        new Receipt(entry, real.leaf(), real.path(), real.header(), real.signature()).text();

    assertThat(verify("receipt", keys.toString(), forged)).isEqualTo(Verify.FALSE);
    assertThat(said).contains("does not lead to the signed root");
    Block others =
        LedgerSigner.generate()
            .seal(io.seonchak.claims.ledger.BlockHeader.read(real.header()), List.of(real.entry()));
    assertThat(verify("receipt", keys.toString(), others.receipt(0).text()))
        .isEqualTo(Verify.FALSE);
    assertThat(said).contains("which is not published");
  }

  @Test
  void eachLedgersKeysAreAChainOfTheirOwn() throws Exception {
    LedgerSigner first = LedgerSigner.generate();
    LedgerSigner next = LedgerSigner.generate();
    String ours = key("stock", kernel.signer, null);

    publish(ours, key("coupon", next, kernel.signer));
    assertThat(verify("receipt", keys.toString(), receipt)).isEqualTo(Verify.FALSE);
    publish(ours, key("coupon", first, null), key("coupon", next, kernel.signer));
    assertThat(verify("receipt", keys.toString(), receipt)).isEqualTo(Verify.FALSE);
    publish(ours, key("stock", first, null));
    assertThat(verify("receipt", keys.toString(), receipt)).isEqualTo(Verify.FALSE);
    publish(ours, key("coupon", first, null), key("coupon", next, first));
    assertThat(verify("receipt", keys.toString(), receipt)).isEqualTo(Verify.TRUE);
  }

  private void publish(String... published) throws Exception {
    Files.writeString(keys, "{\"keys\":[%s]}".formatted(String.join(",", published)));
  }

  private static String key(String ledger, LedgerSigner key, @Nullable LedgerSigner before) {
    return "{\"ledger\":\"%s\",\"publicKey\":\"%s\",\"signedBy\":%s,\"signature\":%s}"
        .formatted(
            ledger,
            base64(key.publicKey()),
            before == null ? "null" : "\"%016x\"".formatted(before.keyId()),
            before == null ? "null" : "\"" + base64(before.sign(key.publicKey())) + "\"");
  }

  @Test
  void aTrueReceiptAndATrueExportAndATrueDatabaseAreTrue() throws Exception {
    assertThat(verify("receipt", keys.toString(), receipt)).isEqualTo(Verify.TRUE);
    assertThat(export(UnaryOperator.identity())).isEqualTo(Verify.TRUE);
    assertThat(kernel.check().findings()).isEmpty();
  }

  @Test
  void aChangedQuantityIsFound() throws Exception {
    int verdict =
        export(
            blocks -> {
              byte[] entry = blocks.get(1).entries().getFirst().clone();
              entry[77] = 3;
              return with(blocks, 1, List.of(entry));
            });

    assertThat(verdict).isEqualTo(Verify.FALSE);
    assertThat(said).contains("block 2").contains("do not lead to the signed root");
  }

  @Test
  void aSwappedOrderIsFoundEvenWhenTheForgerSignsAnew() throws Exception {
    int verdict =
        export(
            blocks -> {
              List<byte[]> swapped = new ArrayList<>(many(blocks).entries());
              Collections.swap(swapped, 0, 1);
              return with(blocks, at(blocks), swapped, kernel.signer);
            });

    assertThat(verdict).isEqualTo(Verify.FALSE);
    assertThat(said).contains("entry number");
  }

  @Test
  void aRemovedEntryIsFoundEvenWhenTheForgerSignsAnew() throws Exception {
    int verdict =
        export(
            blocks -> {
              List<byte[]> fewer = new ArrayList<>(many(blocks).entries());
              fewer.removeLast();
              return with(blocks, at(blocks), fewer, kernel.signer);
            });

    assertThat(verdict).isEqualTo(Verify.FALSE);
    assertThat(said).contains("grants: ");
  }

  @Test
  void anInsertedEntryIsFound() throws Exception {
    int verdict =
        export(
            blocks -> {
              List<byte[]> more = new ArrayList<>(many(blocks).entries());
              more.add(more.getLast());
              return with(blocks, at(blocks), more);
            });

    assertThat(verdict).isEqualTo(Verify.FALSE);
    assertThat(said).contains("block 3");
  }

  @Test
  void aForgedHeaderIsFound() throws Exception {
    int verdict =
        export(
            blocks -> {
              byte[] header = blocks.get(1).headerBytes().clone();
              header[header.length - 17] ^= 1;
              List<Block> forged = new ArrayList<>(blocks);
              forged.set(1, new Block(header, blocks.get(1).signature(), blocks.get(1).entries()));
              return forged;
            });

    assertThat(verdict).isEqualTo(Verify.FALSE);
    assertThat(said).contains("block 2: the header's signature is not the key's");
  }

  @Test
  void tablesThatSayOtherThanTheLedgerAreFound() throws Exception {
    kernel.change("UPDATE $claim SET quantity = 2 WHERE grant_no = 3");

    assertThat(kernel.check().findings()).hasSize(1).first().asString().contains("quantity=2");
  }

  @Test
  void aLostLastBlockIsFoundByTheWitness() throws Exception {
    kernel.change(
        "DELETE FROM $ledger_block WHERE block_no = (SELECT max(block_no) FROM $ledger_block)");

    assertThat(kernel.check().findings()).hasSize(1);
  }

  @Test
  void whatIsGrantedWhileTheCheckReadsIsNotTakenForLost() throws Exception {
    try (Connection connection = kernel.database.connect();
        var witness = new FileSink(kernel.sinkFolder)) {
      HeaderSink busy =
          new HeaderSink() {
            @Override
            public void append(UUID of, byte[] header, byte[] signature) {}

            @Override
            public Optional<BlockHeader> last(UUID of) throws IOException {
              kernel.claim(pool, somebody());
              return witness.last(of);
            }

            @Override
            public void close() {}
          };

      assertThat(new DatabaseCheck(connection, Kernel.SCHEMA, busy).check().findings()).isEmpty();
    }
  }

  @Test
  void aPoolOfMoreGrantsThanFitIsLeftOutAndNamed() throws Exception {
    kernel.change("UPDATE $claim SET quantity = 2 WHERE grant_no = 3");
    try (Connection connection = kernel.database.connect()) {
      DatabaseCheck.Result result = new DatabaseCheck(connection, Kernel.SCHEMA, null).check(4);

      assertThat(result.pools()).isZero();
      assertThat(result.findings()).isEmpty();
      assertThat(result.tooLarge()).containsExactly(pool.value());
      assertThat(new DatabaseCheck(connection, Kernel.SCHEMA, null).check(5).findings()).hasSize(1);
    }
  }

  private int export(UnaryOperator<List<Block>> forger) throws Exception {
    List<Block> blocks = forger.apply(kernel.claims.ledger(pool, 0, 100));
    var json = new StringBuilder("{\"blocks\":[");
    for (Block block : blocks) {
      json.append(json.length() > 11 ? "," : "")
          .append("{\"header\":\"" + base64(block.headerBytes()))
          .append("\",\"signature\":\"" + base64(block.signature()))
          .append("\",\"entries\":\"" + base64(block.entryBytes()) + "\"}");
    }
    Path page = Files.writeString(folder.resolve("page.json"), json.append("]}"));
    return verify("export", keys.toString(), page.toString());
  }

  private int verify(String... args) {
    var out = new ByteArrayOutputStream();
    int verdict = Verify.run(args, new PrintStream(out, true, StandardCharsets.UTF_8));
    said = out.toString(StandardCharsets.UTF_8);
    return verdict;
  }

  private static Block many(List<Block> blocks) {
    return blocks.get(at(blocks));
  }

  private static int at(List<Block> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).entries().size() > 1) {
        return i;
      }
    }
    throw new AssertionError("no block has two entries");
  }

  private static List<Block> with(List<Block> blocks, int index, List<byte[]> entries) {
    List<Block> changed = new ArrayList<>(blocks);
    Block old = blocks.get(index);
    changed.set(index, new Block(old.headerBytes(), old.signature(), entries));
    return changed;
  }

  private static List<Block> with(
      List<Block> blocks, int index, List<byte[]> entries, LedgerSigner signer) {
    List<Block> changed = new ArrayList<>(blocks);
    changed.set(index, signer.seal(blocks.get(index).header(), entries));
    return changed;
  }

  private String keysJson() {
    LedgerKey key = kernel.claims.keys().getFirst();
    return "{\"keys\":[{\"publicKey\":\"%s\",\"signedBy\":null}]}"
        .formatted(base64(key.publicKey()));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void anEntrysQuantityStandsWhereThePageSays() {
    assertThat(Entry.FIXED_BYTES).isEqualTo(89);
    assertThat(Receipt.parse(receipt).entry()[77]).isEqualTo((byte) 1);
  }
}
