package io.seonchak.member.messaging;

import io.seonchak.contracts.member.MemberEvent;
import io.seonchak.contracts.member.MemberEvent.ImportChunkTaken;
import io.seonchak.member.application.Importing;
import io.seonchak.platform.event.EventHandler;
import io.seonchak.platform.event.Received;
import java.sql.Connection;
import java.util.List;
import org.springframework.stereotype.Component;

/** Makes members of chunks. The rows never come here: the database moves them. */
@Component
public class ImportListener implements EventHandler<MemberEvent> {

  private final Importing importing;

  ImportListener(Importing importing) {
    this.importing = importing;
  }

  @Override
  public void handle(Connection connection, List<Received<MemberEvent>> events) {
    for (Received<MemberEvent> each : events) {
      switch (each.event()) {
        case ImportChunkTaken taken -> importing.settle(taken);
      }
    }
  }
}
