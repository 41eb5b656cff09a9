package io.seonchak.testing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Values of {@code seonchak.namespace}, so that tests meet no other's topics, keys and channels on
 * the engines they share.
 */
public final class TestNamespace {

  private static final AtomicInteger NEXT = new AtomicInteger();

  private TestNamespace() {}

  /** One that no test of this process had. */
  public static String fresh() {
    return "test" + NEXT.incrementAndGet();
  }
}
