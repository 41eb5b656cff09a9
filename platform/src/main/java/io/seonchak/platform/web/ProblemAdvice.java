package io.seonchak.platform.web;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.problem.ProblemJson;
import io.seonchak.platform.remote.RemoteUnavailable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Turns whatever ends a request into one form of answer. What is nobody's fault but ours is logged.
 */
@RestControllerAdvice
public class ProblemAdvice {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
  static final int RETRY_AFTER_SECONDS = 1;

  /** A refusal. */
  @ExceptionHandler(Problem.class)
  public void refused(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(problem, request, response);
  }

  /** A body that cannot be read. */
  @ExceptionHandler(HttpMessageNotReadableException.class)
  public void unreadable(
      HttpMessageNotReadableException e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Throwable cause = e.getMostSpecificCause();
    Problem problem =
        cause instanceof BodyTooLarge
            ? Problem.of(CommonProblem.TOO_LARGE)
            : Problem.of(CommonProblem.INVALID);
    write(problem, request, response);
  }

  /** A parameter or header that is missing, of a wrong type, or no text at all. */
  @ExceptionHandler({
    ServletRequestBindingException.class,
    MethodArgumentTypeMismatchException.class,
    InvalidParameterException.class
  })
  public void unbound(Exception e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean path =
        e instanceof MethodArgumentTypeMismatchException mismatch
            && mismatch
                .getParameter()
                .hasParameterAnnotation(org.springframework.web.bind.annotation.PathVariable.class);
    write(Problem.of(path ? CommonProblem.NOT_FOUND : CommonProblem.INVALID), request, response);
  }

  /** No such address. */
  @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
  public void nowhere(HttpServletRequest request, HttpServletResponse response) throws IOException {
    write(Problem.of(CommonProblem.NOT_FOUND), request, response);
  }

  /** No such method. */
  @ExceptionHandler(HttpRequestMethodNotSupportedException.class)
  public void method(HttpServletRequest request, HttpServletResponse response) throws IOException {
    write(Problem.of(CommonProblem.METHOD_NOT_ALLOWED), request, response);
  }

  /** Not JSON; no endpoint takes parts, so it does not matter how broken they are. */
  @ExceptionHandler({
    HttpMediaTypeNotSupportedException.class,
    MultipartException.class,
    HttpMediaTypeNotAcceptableException.class
  })
  public void mediaType(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(Problem.of(CommonProblem.UNSUPPORTED_MEDIA_TYPE), request, response);
  }

  /** Two made the same thing at once; the first has it. */
  @ExceptionHandler(DuplicateKeyException.class)
  public void twice(HttpServletRequest request, HttpServletResponse response) throws IOException {
    write(Problem.of(CommonProblem.CONFLICT), request, response);
  }

  /** The database is away. */
  @ExceptionHandler({
    CannotGetJdbcConnectionException.class,
    CannotCreateTransactionException.class,
    TransientDataAccessException.class
  })
  public void away(Exception e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.warn("not available: {}", e.getMessage());
    write(Problem.of(CommonProblem.UNAVAILABLE), request, response);
  }

  /** Another process is away; that it is, has been logged once. */
  @ExceptionHandler(RemoteUnavailable.class)
  public void elsewhere(
      RemoteUnavailable e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.debug("not available: {}", e.getMessage());
    Problem problem = Problem.of(CommonProblem.UNAVAILABLE);
    write(problem.with("retryAfter", e.retryAfter().toSeconds()), request, response);
  }

  /** The reader has gone; there is nobody to tell. */
  @ExceptionHandler(AsyncRequestNotUsableException.class)
  public void gone() {
    log.debug("a reader went away");
  }

  /** An answer that ends by its time, as one that goes on and on does; too late to say more. */
  @ExceptionHandler(AsyncRequestTimeoutException.class)
  public void ended(HttpServletRequest request, HttpServletResponse response) throws IOException {
    log.debug("an answer ended by its time");
    write(Problem.of(CommonProblem.UNAVAILABLE), request, response);
  }

  /** A fault. */
  @ExceptionHandler(Exception.class)
  public void fault(Exception e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String traceId = TraceIds.next();
    log.error("{} {} failed, trace {}", request.getMethod(), request.getServletPath(), traceId, e);
    write(
        CommonProblem.INTERNAL.status(),
        Problem.of(CommonProblem.INTERNAL),
        traceId,
        request,
        response);
  }

  /** Writes a refusal; for filters, too. */
  public static void write(
      Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(problem.code().status(), problem, TraceIds.next(), request, response);
  }

  private static void write(
      int status,
      Problem problem,
      String traceId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    boolean english = ProblemJson.english(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    Map<String, Object> facts = problem.facts();
    byte[] body = ProblemJson.bytes(problem.code(), facts, english, traceId);
    response.setStatus(status);
    response.setContentType(ProblemJson.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (status == 429 || status == 503) {
      Object seconds = facts.getOrDefault("retryAfter", RETRY_AFTER_SECONDS);
      response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
    }
    response.getOutputStream().write(body);
  }
}
