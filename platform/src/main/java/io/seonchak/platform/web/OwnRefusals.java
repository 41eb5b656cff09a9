package io.seonchak.platform.web;

import io.seonchak.platform.problem.Problem;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Tomcat refuses by itself, before any filter of ours sees it (a request line that is none,
 * {@code %00} or {@code %2F} in a path, headers that are too long), gets the form of every other
 * refusal instead of a page of HTML. Tomcat makes it by its name, so it is public.
 */
public final class OwnRefusals extends ErrorReportValve {

  private static final Logger log = LoggerFactory.getLogger(OwnRefusals.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    if (!open(response)) {
      return;
    }
    try {
      ProblemAdvice.write(Problem.of(ContainerErrors.code(status)), request, response);
      response.finishResponse();
    } catch (IOException e) {
      log.debug("a refused reader went away: {}", e.toString());
    }
  }

  /** Whether anybody can still be told. */
  private static boolean open(Response response) {
    var open = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, open);
    return open.get();
  }
}
