package io.seonchak.catalog.model;

import io.seonchak.catalog.model.Cut.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that decides what a product costs, and did cost: list prices from when on, and what was cut
 * off them when. Nothing has to happen for a price to change: it is computed for an instant.
 *
 * <p>A reduced price is compared with the lowest price the product was really sold at, by this
 * seller, in the {@link #BEFORE} before it was reduced, and only if it was on sale by then (see
 * {@code docs/catalog.md} for the rule's source).
 *
 * @param lists by their begin, the earliest first
 * @param cuts as they were in force, in any order
 */
public record PriceHistory(List<ListPrice> lists, List<Cut> cuts) {

  /** How far back the lowest real price is looked for. */
  public static final Duration BEFORE = Duration.ofDays(20);

  /** How long a list price that was lowered for good is called reduced. */
  public static final Duration REDUCED_MAX = Duration.ofDays(20);

  /**
   * A list price from an instant on.
   *
   * @param price in won; null while it is not on sale
   */
  public record ListPrice(Instant from, @Nullable Long price) {}

  private record Step(
      Instant from, @Nullable Long amount, Source source, @Nullable Instant until) {}

  public PriceHistory {
    lists = lists.stream().sorted(Comparator.comparing(ListPrice::from)).toList();
    cuts = List.copyOf(cuts);
  }

  /**
   * What it costs from {@code from} until before {@code to}, span by span; where it is not on sale,
   * what it would cost if it were.
   *
   * @param list the list price of now, in won
   */
  public List<PriceSpan> spans(long list, Instant from, Instant to) {
    List<Step> steps = steps(to);
    TreeSet<Instant> begins = boundaries();
    begins.add(from);
    steps.forEach(step -> begins.add(step.from().plus(REDUCED_MAX)));
    List<PriceSpan> spans = new ArrayList<>();
    for (Instant begin : begins.subSet(from, to)) {
      spans.add(span(list, begin, steps));
    }
    return spans;
  }

  private PriceSpan span(long list, Instant at, List<Step> steps) {
    Step now = lowest(at, list);
    long amount = now.amount() == null ? list : now.amount();
    return new PriceSpan(
        at, amount, now.source(), now.until(), comparison(at, amount, now.source(), steps));
  }

  private static long comparison(Instant at, long amount, Source source, List<Step> steps) {
    int last = steps.size() - 1;
    while (last >= 0 && steps.get(last).from().isAfter(at)) {
      last--;
    }
    if (last < 1) {
      return amount;
    }
    Step now = steps.get(last);
    Long before = steps.get(last - 1).amount();
    boolean reduced = now.amount() != null && before != null && now.amount() < before;
    boolean stale = source == Source.PRICE && !at.isBefore(now.from().plus(REDUCED_MAX));
    return reduced && !stale ? lowestBefore(now.from(), amount, steps) : amount;
  }

  /** The lowest real price of the time before a reduction; {@code amount} where there is none. */
  private static long lowestBefore(Instant reduction, long amount, List<Step> steps) {
    Instant since = reduction.minus(BEFORE);
    Long price = null;
    long lowest = Long.MAX_VALUE;
    for (Step step : steps) {
      if (!step.from().isAfter(since)) {
        price = step.amount();
        lowest = price == null ? 0 : price;
      } else if (step.from().isBefore(reduction) && step.amount() != null) {
        lowest = Math.min(lowest, step.amount());
      }
    }
    return price == null ? amount : Math.max(lowest, amount);
  }

  /** The real price from its first day on, each step another price. */
  private List<Step> steps(Instant to) {
    List<Step> steps = new ArrayList<>();
    for (Instant begin : boundaries().headSet(to)) {
      Step step = lowest(begin, null);
      if (steps.isEmpty() || !Objects.equals(step.amount(), steps.getLast().amount())) {
        steps.add(step);
      }
    }
    return steps;
  }

  private TreeSet<Instant> boundaries() {
    TreeSet<Instant> boundaries = new TreeSet<>();
    lists.forEach(list -> boundaries.add(list.from()));
    for (Cut cut : cuts) {
      boundaries.add(cut.from());
      boundaries.add(cut.to());
    }
    return boundaries;
  }

  /** The lowest price at an instant; of two equal ones, what lasts longer. */
  private Step lowest(Instant at, @Nullable Long otherwise) {
    Long list = otherwise;
    for (ListPrice each : lists) {
      if (!each.from().isAfter(at)) {
        list = each.price() == null ? otherwise : each.price();
      }
    }
    if (list == null) {
      return new Step(at, null, Source.PRICE, null);
    }
    Step lowest = new Step(at, list, Source.PRICE, null);
    for (Cut cut : cuts) {
      long price = cut.price(list);
      if (cut.at(at) && beats(price, cut, lowest)) {
        lowest = new Step(at, price, cut.source(), cut.to());
      }
    }
    return lowest;
  }

  private static boolean beats(long price, Cut cut, Step lowest) {
    long best = lowest.amount() == null ? Long.MAX_VALUE : lowest.amount();
    Instant until = lowest.until();
    return price < best || (price == best && until != null && cut.to().isAfter(until));
  }
}
