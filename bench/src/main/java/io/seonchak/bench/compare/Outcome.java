package io.seonchak.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** All rounds of one contender. */
record Outcome(Contender contender, List<Result> rounds) {

  double median(ToDoubleFunction<Result> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double min(ToDoubleFunction<Result> figure) {
    return rounds.stream().mapToDouble(figure).min().orElse(0);
  }

  double max(ToDoubleFunction<Result> figure) {
    return rounds.stream().mapToDouble(figure).max().orElse(0);
  }

  long sum(ToLongFunction<Result> figure) {
    return rounds.stream().mapToLong(figure).sum();
  }

  /** Whether it never gave out too much and never lost what it had told. */
  boolean correct() {
    return sum(Result::oversold) == 0 && sum(Result::lost) == 0;
  }

  /** The median of what this one's rounds are beside the same rounds of another. */
  double beside(Outcome other, ToDoubleFunction<Result> figure) {
    double[] ratios = new double[Math.min(rounds.size(), other.rounds.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(other.rounds.get(i));
    }
    return median(ratios);
  }
}
