package io.seonchak.claims;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.EntryType;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * What several threads do to the parts that live in memory, interleaving by interleaving. Beside
 * each part stands one with a single defect, which must be found: else the search proves nothing.
 */
class RacesTest {

  private static final int INTERLEAVINGS = 400;
  private static final Pattern ACT = Pattern.compile("(\\w+)(?::(\\d+))?");

  @Test
  void nobodyWhoGotSomethingIsRefusedAndNoOlderStateOverridesANewer() {
    holds(OneGate.class, NothingWrong.class, "commit", "commit", "refresh goesBack", "goesBack");
    holds(
        OneGate.class,
        NothingWrong.class,
        "refresh",
        "commit commit",
        "refusesOneWhoGotSomething:1 refusesOneWhoGotSomething:0",
        "refusesOneWhoGotSomething:1");
  }

  @Test
  void aGateThatComparesVersionsWithoutItsLockIsFound() {
    found(GateWithoutLock.class, NothingWrong.class, "commit", "commit", "refresh", "goesBack");
  }

  @Test
  void aGateThatShutsBeforeItKnowsWhoGotSomethingIsFound() {
    found(
        GateThatDoesNotWait.class,
        NothingWrong.class,
        "refresh",
        "commit commit refresh",
        "refusesOneWhoGotSomething:1",
        "refusesOneWhoGotSomething:0 refusesOneWhoGotSomething:1");
  }

  @Test
  void noCommandIsLostOrTakenTwiceAndTheQueueIsBounded() {
    holds(OneQueue.class, PlainQueue.class, "offer:1", "offer:2 take", "offer:3 take", "take");
    holds(OneQueue.class, PlainQueue.class, "offer:1", "take end", "offer:2 take", "take");
  }

  @Test
  void aQueueThatIsBoundedByALookBeforeItsLockIsFound() {
    found(
        QueueBoundedTooEarly.class,
        PlainQueue.class,
        "offer:1",
        "offer:2",
        "offer:3",
        "take take take");
  }

  @Test
  void aQueueThatIsTakenFromWithoutItsLockIsFound() {
    found(QueueTakenUnlocked.class, PlainQueue.class, "offer:1 offer:2", "take", "take", "take");
  }

  @Test
  void aQueueThatEndsOnALookBeforeItsLockIsFound() {
    found(QueueEndedTooEarly.class, PlainQueue.class, "", "end", "offer:1", "take end");
  }

  @Test
  void aSetKnowsWhomItWasToldAlsoWhileItGrows() {
    holds(
        OneSet.class,
        PlainSet.class,
        "add:1",
        "add:2 add:3 add:4",
        "mayContain:1 mayContain:2",
        "mayContain:4");
  }

  @Test
  void aSetThatShowsItsLargerTableBeforeItIsWholeIsFound() {
    found(SetThatGrowsInTheOpen.class, PlainSet.class, "add:1", "add:2", "mayContain:1", "");
  }

  private static void holds(Class<?> part, Class<?> model, String... scene) {
    assertThatCode(() -> search(part, model, scene)).doesNotThrowAnyException();
  }

  private static void found(Class<?> defect, Class<?> model, String... scene) {
    assertThatThrownBy(() -> search(defect, model, scene))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }

  /** One scene: what is done before, by the one thread, by the other, and afterwards. */
  private static void search(Class<?> part, Class<?> model, String... scene) {
    List<List<Actor>> acts = Arrays.stream(scene).map(words -> acts(part, words)).toList();
    new ModelCheckingOptions()
        .iterations(0)
        .invocationsPerIteration(INTERLEAVINGS)
        .addCustomScenario(
            new ExecutionScenario(
                acts.getFirst(), acts.subList(1, scene.length - 1), acts.getLast(), null))
        .sequentialSpecification(model)
        .minimizeFailedScenario(false)
        .check(part);
  }

  private static List<Actor> acts(Class<?> part, String words) {
    List<Actor> acts = new ArrayList<>();
    Matcher word = ACT.matcher(words);
    while (word.find()) {
      List<Integer> arguments = Stream.ofNullable(word.group(2)).map(Integer::valueOf).toList();
      acts.add(new Actor(method(part, word.group(1)), arguments));
    }
    return acts;
  }

  private static Method method(Class<?> part, String name) {
    return Arrays.stream(part.getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(part + " has no " + name));
  }

  /** What a gate must never do, at no interleaving. */
  public static class NothingWrong {
    public void commit() {}

    public void refresh() {}

    public boolean refusesOneWhoGotSomething(int person) {
      return person < 0;
    }

    public boolean goesBack() {
      return false;
    }
  }

  /**
   * One unit that is granted, given back and granted again, each time to somebody else. A committer
   * writes it and tells the gate, as the kernel does; beside it the gate is refreshed from what is
   * written, and people ask.
   */
  @Param(name = "person", gen = IntGen.class, conf = "0:3")
  public static class OneGate {
    private static final PoolId POOL = new PoolId(new UUID(1, 1));
    private static final int COMMITS = 8;
    private static final List<PoolView> VIEWS = new ArrayList<>();
    private static final List<Block> BLOCKS = new ArrayList<>();
    private static final List<Person> PEOPLE = new ArrayList<>();

    static {
      for (int i = 0; i < COMMITS; i++) {
        PEOPLE.add(new Person(new UUID(2, i)));
        VIEWS.add(viewAfter(i));
        BLOCKS.add(block(i));
      }
    }

    private final AtomicLong written = new AtomicLong(0);
    private final AtomicLong answered = new AtomicLong(0);
    private final AtomicLong shown = new AtomicLong(1);
    private final Gate gate = gate(VIEWS.getFirst());

    Gate gate(PoolView view) {
      return new Gate(view, OneGate::known, () -> 0, 0);
    }

    static long known(Person person) {
      return person.value().getLeastSignificantBits() + 1;
    }

    @Operation(nonParallelGroup = "committer")
    public void commit() {
      int number = (int) written.get() + 1;
      if (number < COMMITS) {
        written.set(number);
        show(VIEWS.get(number));
        gate.feed(List.of(BLOCKS.get(number)));
        answered.set(number);
      }
    }

    @Operation(nonParallelGroup = "refresher")
    public void refresh() {
      show(VIEWS.get((int) written.get()));
      long since = gate.hungrySince();
      if (since >= 0) {
        gate.feed(BLOCKS.subList((int) since, (int) written.get() + 1));
      }
    }

    /** Commit 2n grants the unit to person n. */
    @Operation
    public boolean refusesOneWhoGotSomething(@Param(name = "person") int person) {
      boolean got = answered.get() >= 2L * person;
      boolean refused = gate.refuse(PEOPLE.get(person), 0).isPresent();
      return got && refused;
    }

    @Operation
    public boolean goesBack() {
      long before = shown.get();
      return gate.view().version() < before;
    }

    private void show(PoolView view) {
      gate.publish(view, 0);
      shown.accumulateAndGet(view.version(), Math::max);
    }

    private static PoolView viewAfter(int commit) {
      int live = commit % 2 == 0 ? 1 : 0;
      var terms =
          new PoolTerms(1, null, null, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
      return new PoolView(
          POOL, terms, commit + 1, live, 0, 0, commit / 2 + 1, Instant.EPOCH, commit + 1);
    }

    private static Block block(int commit) {
      Person person = PEOPLE.get(commit / 2);
      byte[] pseudonym = new byte[32];
      pseudonym[7] = (byte) known(person);
      EntryType type = commit % 2 == 0 ? EntryType.GRANT : EntryType.RELEASE;
      var entry =
          new Entry(type, commit + 1, 0, person.value(), pseudonym, 1, 1, 0, Entry.DIRECT, "");
      var header =
          new BlockHeader(
              POOL.value(),
              commit + 1,
              new byte[32],
              new byte[32],
              commit + 1,
              1,
              1,
              0,
              1,
              0,
              0,
              0);
      return new Block(header.bytes(), new byte[64], List.of(entry.bytes()));
    }
  }

  /** The defect: looks at the version first and writes afterwards. */
  @Param(name = "person", gen = IntGen.class, conf = "0:3")
  public static class GateWithoutLock extends OneGate {
    @Override
    Gate gate(PoolView first) {
      return new Gate(first, OneGate::known, () -> 0, 0) {
        private volatile PoolView last = first;

        @Override
        boolean publish(PoolView view, long atNanos) {
          if (view.version() < last.version()) {
            return false;
          }
          last = view;
          return true;
        }

        @Override
        PoolView view() {
          return last;
        }
      };
    }
  }

  /** The defect: what it has not been told of somebody counts as nothing. */
  @Param(name = "person", gen = IntGen.class, conf = "0:3")
  public static class GateThatDoesNotWait extends OneGate {
    @Override
    Gate gate(PoolView first) {
      return new Gate(first, OneGate::known, () -> 0, 0) {
        @Override
        boolean fed(PoolView view) {
          return true;
        }
      };
    }
  }

  /** What a queue of two does when one thread after the other uses it. */
  public static class PlainQueue {
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private boolean over;

    public String offer(int item) {
      if (over) {
        return "OVER";
      }
      if (waiting.size() == 2) {
        return "FULL";
      }
      waiting.add(item);
      return "TAKEN";
    }

    public String take() {
      return Optional.ofNullable(waiting.poll()).map(List::of).orElse(List.of()).toString();
    }

    public boolean end() {
      over |= waiting.isEmpty();
      return over;
    }
  }

  /** The lane's queue, two long, one item at a time. */
  @Param(name = "item", gen = IntGen.class, conf = "1:9")
  public static class OneQueue {
    private final CommandQueue<Integer> queue = queue();

    CommandQueue<Integer> queue() {
      return new CommandQueue<>(2);
    }

    @Operation
    public String offer(@Param(name = "item") int item) {
      return queue.offer(item, () -> {}).name();
    }

    @Operation
    public String take() {
      return queue.take(1).toString();
    }

    @Operation
    public boolean end() {
      return queue.end();
    }
  }

  /** The defect: looks whether there is room, and comes back later. */
  @Param(name = "item", gen = IntGen.class, conf = "1:9")
  public static class QueueBoundedTooEarly extends OneQueue {
    @Override
    CommandQueue<Integer> queue() {
      return new CommandQueue<>(100) {
        @Override
        Offer offer(Integer item, Runnable start) {
          return size() >= 2 ? Offer.FULL : super.offer(item, start);
        }
      };
    }
  }

  /** The defect: the runner thinks it is alone. */
  @Param(name = "item", gen = IntGen.class, conf = "1:9")
  public static class QueueTakenUnlocked extends OneQueue {
    @Override
    CommandQueue<Integer> queue() {
      return new CommandQueue<>(2) {
        @Override
        List<Integer> take(int max) {
          Integer first = waiting.peek();
          if (first == null) {
            return List.of();
          }
          waiting.remove(first);
          return List.of(first);
        }
      };
    }
  }

  /** The defect: looks whether nothing waits, and ends later. */
  @Param(name = "item", gen = IntGen.class, conf = "1:9")
  public static class QueueEndedTooEarly extends OneQueue {
    @Override
    CommandQueue<Integer> queue() {
      return new CommandQueue<>(2) {
        private volatile boolean ended;

        @Override
        Offer offer(Integer item, Runnable start) {
          return ended ? Offer.OVER : super.offer(item, start);
        }

        @Override
        boolean end() {
          if (size() == 0) {
            ended = true;
          }
          return ended;
        }
      };
    }
  }

  /** What a set is. */
  public static class PlainSet {
    private final Set<Integer> people = new HashSet<>();

    public void add(int person) {
      people.add(person);
    }

    public boolean mayContain(int person) {
      return people.contains(person);
    }
  }

  /** The set of people, so small that it grows at once; one adds, many ask. */
  @Param(name = "person", gen = IntGen.class, conf = "1:4")
  public static class OneSet {
    private final PeopleSet people = people();

    PeopleSet people() {
      return new PeopleSet(2);
    }

    @Operation(nonParallelGroup = "adder")
    public void add(@Param(name = "person") int person) {
      people.add(person);
    }

    @Operation
    public boolean mayContain(@Param(name = "person") int person) {
      return people.mayContain(person);
    }
  }

  /** The defect: for a moment, nobody is known. */
  @Param(name = "person", gen = IntGen.class, conf = "1:4")
  public static class SetThatGrowsInTheOpen extends OneSet {
    @Override
    PeopleSet people() {
      return new PeopleSet(2) {
        @Override
        void grow() {
          AtomicLongArray old = slots;
          slots = new AtomicLongArray(2 * old.length());
          for (int i = 0; i < old.length(); i++) {
            if (old.get(i) != 0) {
              put(slots, old.get(i));
            }
          }
        }
      };
    }
  }
}
