package io.seonchak.payment.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TogetherTest {

  private final Queue<Integer> done = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> again = new ConcurrentLinkedQueue<>();

  @Test
  void whatFailsIsDueAgainSoonAndHoldsUpNoOther() {
    Together.each(List.of(1, 2, 3), this::worksButForTwo, again::add);
    assertThat(done).containsExactlyInAnyOrder(1, 3);
    assertThat(again).containsExactly(2);
  }

  @Test
  void whoIsTooBusyToSayItSaysItOnceMore() {
    var tries = new AtomicInteger();
    Together.each(
        List.of(2),
        this::worksButForTwo,
        each -> {
          if (tries.incrementAndGet() < 3) {
            throw new IllegalStateException("busy");
          }
          again.add(each);
        });
    assertThat(again).containsExactly(2);
  }

  @Test
  void whoCannotSayItLeavesItToTheLease() {
    Together.each(
        List.of(1, 2),
        this::worksButForTwo,
        each -> {
          throw new IllegalStateException("away");
        });
    assertThat(done).containsExactly(1);
  }

  private void worksButForTwo(Integer each) {
    if (each == 2) {
      throw new IllegalStateException("does not work");
    }
    done.add(each);
  }
}
