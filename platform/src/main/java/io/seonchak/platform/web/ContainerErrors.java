package io.seonchak.platform.web;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the container ends by itself, such as a body that is cut off, gets the same form of answer
 * as everything else.
 */
@RestController
class ContainerErrors implements ErrorController {

  @RequestMapping("${server.error.path:/error}")
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    CommonProblem code = status instanceof Integer known ? code(known) : CommonProblem.NOT_FOUND;
    ProblemAdvice.write(Problem.of(code), request, response);
  }

  /** What a status of the container's is called; what it cannot read is its sender's fault. */
  static CommonProblem code(int status) {
    return switch (status) {
      case 401 -> CommonProblem.UNAUTHENTICATED;
      case 403 -> CommonProblem.FORBIDDEN;
      case 404 -> CommonProblem.NOT_FOUND;
      case 405 -> CommonProblem.METHOD_NOT_ALLOWED;
      case 413 -> CommonProblem.TOO_LARGE;
      case 415 -> CommonProblem.UNSUPPORTED_MEDIA_TYPE;
      case 501, 505 -> CommonProblem.INVALID;
      case 503 -> CommonProblem.UNAVAILABLE;
      default -> status < 500 ? CommonProblem.INVALID : CommonProblem.INTERNAL;
    };
  }
}
