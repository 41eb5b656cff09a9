package io.seonchak.counter;

import io.seonchak.claims.ClaimsUnavailable;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.web.ProblemAdvice;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A database that is away is no fault of the request: try again. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnavailableAdvice {

  @ExceptionHandler(ClaimsUnavailable.class)
  void away(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ProblemAdvice.write(Problem.of(CommonProblem.UNAVAILABLE), request, response);
  }
}
