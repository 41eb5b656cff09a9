package io.seonchak.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.ledger.Pseudonyms;
import io.seonchak.claims.verify.Finding;
import io.seonchak.claims.verify.LedgerCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands on the pure decision, beside a model of a dozen lines that knows only what a
 * shopkeeper would: how many are left, who has how many, who waits. The ledger that comes out is
 * checked too, and a ledger with one entry changed must not pass.
 */
class PoolBookModelTest {

  private static final int CAPACITY = 8;
  private static final int PER_PERSON = 2;
  private static final int PEOPLE = 12;

  /** The shopkeeper. */
  private static final class Model {
    final Map<ClaimId, Person> live = new HashMap<>();
    final Set<Person> line = new LinkedHashSet<>();
    final int perPerson;

    Model(int perPerson) {
      this.perPerson = perPerson;
    }

    boolean grants(Person person) {
      long has = live.values().stream().filter(person::equals).count();
      return line.isEmpty() && live.size() < CAPACITY && has < perPerson;
    }
  }

  private final LedgerSigner signer = LedgerSigner.generate();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void theDecisionAndTheModelAgreeAndTheLedgerIsTrue(long seed) {
    List<Block> blocks = run(seed);

    assertThat(firstFinding(blocks)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aLedgerWithOneEntryLeftOutIsNotTrue(long seed) {
    List<Block> blocks = new ArrayList<>(run(seed));
    int victim = 1 + new Random(seed).nextInt(blocks.size() - 2);
    Block old = blocks.get(victim);
    List<byte[]> fewer = new ArrayList<>(old.entries());
    fewer.removeLast();
    if (fewer.isEmpty()) {
      blocks.remove(victim);
    } else {
      blocks.set(victim, signer.seal(old.header(), fewer));
    }

    assertThat(firstFinding(blocks)).as("seed %d, block %d", seed, victim + 1).isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aShopkeeperWhoCountsOneMoreForEverybodyDisagrees(long seed) {
    assertThatThrownBy(() -> run(seed, new Model(PER_PERSON + 1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed " + seed);
  }

  private List<Block> run(long seed) {
    return run(seed, new Model(PER_PERSON));
  }

  private List<Block> run(long seed, Model model) {
    var random = new Random(seed);
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      people.add(new Person(new UUID(seed, i)));
    }
    PoolId pool = new PoolId(new UUID(seed, -1));
    var terms =
        new PoolTerms(
            CAPACITY,
            null,
            null,
            PER_PERSON,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true);
    PoolView view = new PoolView(pool, terms, 0, 0, 0, 0, 0, null, 0);
    Map<ClaimId, ClaimRow> rows = new HashMap<>();
    List<WaitRow> line = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    byte[] head = new byte[32];
    var pseudonyms = new Pseudonyms(new byte[32]);
    for (int batch = 0; batch < 60; batch++) {
      var book =
          new PoolBook(
              view, head, person -> pseudonyms.of(person.value()), 1_000_000L * (batch + 1));
      if (batch == 0) {
        book.begin();
      }
      rows.values().forEach(book::knows);
      book.knowsLine(line.stream().filter(row -> row.state == WaitRow.State.WAITING).toList());
      step(random, people, book, model, "seed " + seed + " batch " + batch);
      book.inserted().forEach(row -> rows.put(row.id, row));
      book.joined().forEach(line::add);
      view = book.view();
      assertThat(view.live()).isEqualTo(model.live.size()).isBetween(0, CAPACITY);
      assertThat(view.waiting()).isEqualTo(model.line.size());
      if (book.wrote()) {
        Block block =
            signer.seal(book.openHeader(), book.entries().stream().map(Entry::bytes).toList());
        head = block.hash();
        blocks.add(block);
      }
    }
    return blocks;
  }

  private static void step(
      Random random, List<Person> people, PoolBook book, Model model, String where) {
    Person person = people.get(random.nextInt(PEOPLE));
    switch (random.nextInt(6)) {
      case 0, 1, 2 -> {
        var refused = book.refusal(person, 1);
        assertThat(refused == null).as(where).isEqualTo(model.grants(person));
        if (refused == null) {
          var claim = new ClaimId(new UUID(random.nextLong(), random.nextLong()));
          book.grant(claim, person, 1, RequestKey.of(claim.toString(), "1"));
          model.live.put(claim, person);
        }
      }
      case 3 -> {
        ClaimId any = any(random, model);
        if (any != null) {
          assertThat(book.release(any, ReleaseReason.RETURNED))
              .isEqualTo(new Outcome.Released(true));
          model.live.remove(any);
          serve(book, model);
        }
      }
      case 4 -> {
        long has = model.live.values().stream().filter(person::equals).count();
        boolean waits =
            has < model.perPerson
                && !model.line.contains(person)
                && (model.live.size() == CAPACITY || !model.line.isEmpty())
                && model.line.size() < 2 * CAPACITY;
        var claim = new ClaimId(new UUID(random.nextLong(), random.nextLong()));
        Outcome joined = book.join(claim, person, RequestKey.of(claim.toString(), "1"), 1);
        assertThat(joined instanceof Outcome.Waiting line && line.joined())
            .as(where)
            .isEqualTo(waits);
        if (waits) {
          model.line.add(person);
        }
      }
      default -> {
        boolean waited = model.line.remove(person);
        assertThat(book.leave(person)).as(where).isEqualTo(new Outcome.Left(waited));
      }
    }
  }

  private static void serve(PoolBook book, Model model) {
    while (model.live.size() < CAPACITY && !model.line.isEmpty()) {
      Person first = model.line.iterator().next();
      model.line.remove(first);
      ClaimRow row =
          book.inserted().stream()
              .filter(granted -> granted.person.equals(first))
              .findFirst()
              .orElseThrow(() -> new AssertionError("the head of the line got nothing"));
      model.live.put(row.id, first);
    }
  }

  private static ClaimId any(Random random, Model model) {
    List<ClaimId> all =
        model.live.keySet().stream()
            .sorted(java.util.Comparator.comparing(claim -> claim.value()))
            .toList();
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private Optional<Finding> firstFinding(List<Block> blocks) {
    var check = new LedgerCheck(Map.of(signer.keyId(), signer.publicKey()));
    for (Block block : blocks) {
      Optional<Finding> finding = check.next(block);
      if (finding.isPresent()) {
        return finding;
      }
    }
    return Optional.empty();
  }
}
