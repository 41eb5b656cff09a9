package io.seonchak.points;

import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.audit.Rules;
import java.util.List;
import org.springframework.stereotype.Component;

/** The points' books, by the rules of their proof. */
@Component
final class PointsChecks implements Checks {

  PointsChecks() {}

  @Override
  public List<Check> checks() {
    String counted = "SELECT count(*) FROM points.transfer";
    return List.of(
        new Check(PointsContext.SCHEMA, "books", "transfers", new Rules(counted, BookRules.ALL)));
  }
}
