package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.rehearsal.HistoryChecker.AskedAgain;
import io.seonchak.rehearsal.HistoryChecker.Recorded;
import io.seonchak.rehearsal.HistoryChecker.Told;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What was recorded of a drop, and the verdicts on what its crowd was told. */
record Proof(Recorded recorded, List<Verdict> verdicts) {

  /** Waits until all events are sent, asks again for claims, and holds all against each other. */
  static Proof of(SealedInstance sealed, Plan plan, SealedInstance.Drop drop, List<Line> lines)
      throws IOException, InterruptedException, SQLException {
    var crowd = new Crowd(plan);
    try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE)) {
      var recording = new Recording(connection, drop.id());
      List<Told> told = new Hearing(connection, sealed.kafka().servers()).read();
      Recorded recorded = recording.read(sealed.home(), plan, drop.opensAt(), told);
      var tickets = new Tickets(new Secrets(sealed.home()).text(Tickets.SECRET));
      AskedAgain asked =
          new AskingAgain(sealed.addresses(), drop.id(), tickets, recording.keys(), crowd)
              .ask(recorded.rows(), lines, recorded.entries());
      return new Proof(recorded, new HistoryChecker(crowd, lines, recorded, asked).check());
    }
  }
}
