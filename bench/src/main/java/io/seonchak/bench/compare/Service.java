package io.seonchak.bench.compare;

import io.seonchak.rehearsal.Instance;
import io.seonchak.rehearsal.Plan;
import io.seonchak.rehearsal.SealedInstance;
import io.seonchak.rehearsal.SealedInstance.Drop;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** A contender's process, and how a drop is made there. */
interface Service extends AutoCloseable {

  Instance instance();

  /** Whose tickets count. */
  Path home();

  Drop open(Plan plan, Duration lead) throws IOException, InterruptedException, SQLException;

  @Override
  void close();

  /** The product. */
  record Product(SealedInstance sealed) implements Service {

    @Override
    public Instance instance() {
      return sealed.instances().getFirst();
    }

    @Override
    public Path home() {
      return sealed.home();
    }

    @Override
    public Drop open(Plan plan, Duration lead) throws IOException, InterruptedException {
      return sealed.drop(plan, "drop-" + plan.seed(), lead);
    }

    @Override
    public void close() {
      sealed.close();
    }
  }
}
