package io.seonchak.claims.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerFormatTest {

  private static final UUID POOL = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final UUID CLAIM = UUID.fromString("01890000-0000-7000-8000-000000000001");
  private static final UUID PERSON = UUID.fromString("123e4567-e89b-42d3-a456-426614174000");
  private static final long AT = 1_763_600_400_000_000L;

  /** The key pair of RFC 8032, section 7.1, test 1, wrapped for Java. */
  private static final byte[] PRIVATE =
      hex(
          "302e020100300506032b657004220420"
              + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

  private static final byte[] PUBLIC =
      hex(
          "302a300506032b6570032100"
              + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

  @Test
  void anUnknownVersionTypeOrLengthIsNoEntry() {
    byte[] entry = grant().bytes();

    assertThatThrownBy(() -> Entry.read(ByteBuffer.wrap(changed(entry, 0, 2))))
        .hasMessageContaining("entry version: 2");
    assertThatThrownBy(() -> Entry.read(ByteBuffer.wrap(changed(entry, 1, 10))))
        .hasMessageContaining("entry type: 10");
    assertThatThrownBy(() -> Entry.read(ByteBuffer.wrap(entry, 0, 88)))
        .hasMessageContaining("88 bytes");
    assertThatThrownBy(() -> Entry.read(ByteBuffer.wrap(changed(entry, 88, 1))))
        .hasMessageContaining("note: 1 bytes");
  }

  @Test
  void theVectorsOfThePageAreWhatTheCodeWrites() throws Exception {
    LedgerSigner signer = LedgerSigner.of(PRIVATE, PUBLIC);
    List<byte[]> entries =
        List.of(
            Entry.ofPool(EntryType.CAPACITY, 1, AT, 5, "").bytes(),
            grant().bytes(),
            Entry.ofPool(EntryType.BREAK, 3, AT, 0, "복구").bytes());
    Block block =
        signer.seal(
            new BlockHeader(POOL, 1, new byte[32], new byte[32], 1, 3, 1, 1, 5, 0, AT, 0), entries);
    Map<String, String> vectors = new LinkedHashMap<>();
    vectors.put("pool secret (32 bytes 07), person " + PERSON + ", pseudonym", hex(pseudonym()));
    vectors.put("entry 1: CAPACITY 5", hex(entries.get(0)));
    vectors.put("entry 2: GRANT 1", hex(entries.get(1)));
    vectors.put("entry 3: BREAK, note 복구", hex(entries.get(2)));
    vectors.put("root", hex(block.header().root()));
    vectors.put("header", hex(block.headerBytes()));
    vectors.put("header hash", hex(block.hash()));
    vectors.put("signature (key of RFC 8032, 7.1, test 1)", hex(block.signature()));
    vectors.put("receipt of entry 2, as text", block.receipt(1).text());

    String page = Files.readString(Path.of("../docs/ledger-format.md"));
    var table = new StringBuilder();
    vectors.forEach((what, value) -> table.append("| %s | `%s` |\n".formatted(what, value)));
    Files.writeString(Path.of("target/test-vectors.md"), table);
    assertThat(page).as("section 9 holds target/test-vectors.md").endsWith(table.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 255, 257})
  void everyLeafLeadsToTheRootAndNoOtherDoes(int size) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      leaves.add(new byte[] {(byte) i, (byte) (i >> 8)});
    }
    MerkleTree tree = MerkleTree.over(leaves);

    assertThat(tree.root()).isEqualTo(rootBySplitting(leaves));
    for (int i = 0; i < size; i++) {
      List<byte[]> path = tree.path(i);
      assertThat(MerkleTree.rootOf(leaves.get(i), i, size, path)).isEqualTo(tree.root());
      assertThat(MerkleTree.rootOf(new byte[] {9, 9, 9}, i, size, path)).isNotEqualTo(tree.root());
      if (size > 1) {
        assertThat(MerkleTree.rootOf(leaves.get(i), (i + 1) % size, size, path))
            .isNotEqualTo(tree.root());
      }
      List<byte[]> longer = new ArrayList<>(path);
      longer.add(new byte[32]);
      assertThat(MerkleTree.rootOf(leaves.get(i), i, size, longer)).isNull();
    }
  }

  @Test
  void aReceiptSurvivesItsTextAndNothingElseIsOne() {
    Block block =
        LedgerSigner.generate()
            .seal(
                new BlockHeader(POOL, 1, new byte[32], new byte[32], 1, 1, 1, 1, 5, 0, AT, 0),
                List.of(grant().bytes()));
    String text = block.receipt(0).text();

    assertThat(Receipt.parse(text).text()).isEqualTo(text);
    assertThat(Receipt.parse(text).leadsToRoot()).isTrue();
    for (String bad :
        List.of("", "AAAA", text.substring(2), text + "AAAA", "ä", "x".repeat(5_000))) {
      assertThatThrownBy(() -> Receipt.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** RFC 9162, 2.1.1, by its own recursive words. */
  private static byte[] rootBySplitting(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return Sha256.of(join((byte) 0, leaves.getFirst(), new byte[0]));
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return Sha256.of(
        join(
            (byte) 1,
            rootBySplitting(leaves.subList(0, split)),
            rootBySplitting(leaves.subList(split, leaves.size()))));
  }

  private static byte[] join(byte prefix, byte[] left, byte[] right) {
    return ByteBuffer.allocate(1 + left.length + right.length)
        .put(prefix)
        .put(left)
        .put(right)
        .array();
  }

  private static Entry grant() {
    return new Entry(
        EntryType.GRANT, 2, AT, CLAIM, pseudonym(), 1, 1, AT + 600_000_000, Entry.DIRECT, "");
  }

  private static byte[] pseudonym() {
    byte[] secret = new byte[32];
    java.util.Arrays.fill(secret, (byte) 7);
    return new Pseudonyms(secret).of(PERSON);
  }

  private static byte[] changed(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
