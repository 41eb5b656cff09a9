package io.seonchak.order.application;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.order.application.Desk.Decided;
import io.seonchak.order.model.OrderProblem;
import io.seonchak.order.model.Step;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Tells again what an order told last, for an operator who finds one that rests too long. Harmless:
 * whoever hears it has its effect once.
 */
@Component
public class Retelling {

  private final Desk desk;

  Retelling(Desk desk) {
    this.desk = desk;
  }

  /**
   * Tells it again.
   *
   * @throws Problem {@link CommonProblem#NOT_FOUND}, {@link OrderProblem#NOTHING_TO_RETELL}
   */
  public List<OrderEvent> retell(UUID id) {
    return desk.decide(
            id,
            (order, now) -> {
              List<OrderEvent> words = order.lastWords();
              return new Decided<>(words, new Step(order, words, List.of()));
            })
        .filter(words -> !words.isEmpty())
        .orElseThrow(
            () ->
                Problem.of(
                    desk.order(id).isPresent()
                        ? OrderProblem.NOTHING_TO_RETELL
                        : CommonProblem.NOT_FOUND));
  }
}
