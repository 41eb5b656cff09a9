package io.seonchak.rehearsal;

import io.seonchak.rehearsal.Plan.Unusable;
import java.io.IOException;

/**
 * {@code train}: starts the product once, lets a small crowd come, and has the JVM write down what
 * it loaded and learned (an AOT cache, JEP 483, 514 and 515). With it the product starts in about
 * half the time and is warm sooner.
 */
public final class Training {

  private static final String[] SMALL_DROP = {
    "--members", "4000", "--stock", "400", "--rate", "2000", "--seed", "1", "--pay", "30%"
  };

  private Training() {}

  /** Trains, and prints where the cache is. */
  public static void main(String[] args) throws IOException, InterruptedException, Unusable {
    QuietLogs.use();
    try (var sealed = SealedInstance.training();
        var crowd = new CrowdProcess(sealed)) {
      Plan plan = Plan.parse(SMALL_DROP);
      small(sealed, crowd, plan, "training");
    }
    System.out.println("trained: " + Instance.startCache());
  }

  /** A drop that nobody looks at, and what follows it. */
  static void small(SealedInstance sealed, CrowdProcess crowd, Plan plan, String key)
      throws IOException, InterruptedException {
    try (var purchases = new Purchases(sealed, plan, key)) {
      SealedInstance.Drop drop = sealed.drop(plan, key);
      purchases.begin(drop);
      var _ = crowd.send(plan, drop);
      purchases.awaitAll();
    }
  }
}
