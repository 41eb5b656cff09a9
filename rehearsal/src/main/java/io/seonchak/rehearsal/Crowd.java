package io.seonchak.rehearsal;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;

/** Who comes, when, and how he behaves: all from the seed, so that a rehearsal can be repeated. */
final class Crowd {

  private static final int THINKS_MILLIS = 3_000;
  private static final long EARLY_NANOS = 2_000_000_000L;

  private final Plan plan;
  private final long[] arrivals;
  private final long[] traits;

  Crowd(Plan plan) {
    this.plan = plan;
    this.arrivals = new long[plan.members()];
    this.traits = new long[plan.members()];
    var random = new Random(plan.seed());
    double thinning = plan.members() / (double) plan.rate();
    for (int i = 0; i < plan.members(); i++) {
      double drawn = random.nextDouble();
      double seconds = plan.steady() ? drawn * thinning : -Math.log(1 - drawn) * thinning;
      boolean tooLate = seconds > Plan.TAIL * thinning;
      arrivals[i] = (long) ((tooLate ? random.nextDouble() * Plan.TAIL * thinning : seconds) * 1e9);
      traits[i] = random.nextLong();
      if (is(i, 0, plan.early())) {
        arrivals[i] = -(long) (random.nextDouble() * EARLY_NANOS) - 300_000_000L;
      }
    }
  }

  int size() {
    return plan.members();
  }

  /** When he comes, nanoseconds after the opening; before it for the early. */
  long arrival(int member) {
    return arrivals[member];
  }

  UUID id(int member) {
    var random = new SplittableRandom(plan.seed() * 31 + member);
    return new UUID(
        (random.nextLong() & ~0xF000L) | 0x4000,
        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }

  boolean impatient(int member) {
    return is(member, 1, plan.impatient());
  }

  boolean asksTwice(int member) {
    return is(member, 2, plan.duplicates());
  }

  boolean givesBack(int member) {
    return is(member, 3, plan.returns());
  }

  boolean waits(int member) {
    return is(member, 4, plan.waitingList());
  }

  boolean pays(int member) {
    return is(member, 5, plan.buying().pays());
  }

  boolean cardRefused(int member) {
    return is(member, 6, plan.buying().fails());
  }

  boolean cancelsInsteadOfPaying(int member) {
    return is(member, 7, plan.buying().changesMind() / 2);
  }

  boolean cancelsAfterPaying(int member) {
    return is(member, 8, plan.buying().changesMind() / 2);
  }

  boolean usesCoupon(int member) {
    return is(member, 9, plan.buying().coupon());
  }

  boolean usesPoints(int member) {
    return is(member, 10, plan.buying().points());
  }

  /** How long he thinks before he pays. */
  long thinksMillis(int member) {
    return new SplittableRandom(traits[member] + 11).nextInt(THINKS_MILLIS);
  }

  /** The same draw for the same member and trait. */
  private boolean is(int member, int trait, double share) {
    return new SplittableRandom(traits[member] + trait).nextDouble() < share;
  }
}
