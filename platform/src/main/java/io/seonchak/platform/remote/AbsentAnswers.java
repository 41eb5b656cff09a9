package io.seonchak.platform.remote;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.ProblemJson;
import io.seonchak.platform.web.TraceIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * An empty {@code Optional} over HTTP: 404, with a header that only an endpoint that has looked can
 * set. A 404 of a wrong address or of an older version says nothing about what was asked for.
 */
@RestControllerAdvice
class AbsentAnswers implements ResponseBodyAdvice<Object> {

  static final String HEADER = "Seonchak-Absent";

  /** Whether a 404 means that there is no such thing. */
  static boolean saysAbsent(RestClientResponseException answer) {
    HttpHeaders headers = answer.getResponseHeaders();
    return headers != null && headers.containsHeader(HEADER);
  }

  @Override
  public boolean supports(
      MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
    return returned.getParameterType() == Optional.class;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returned,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (!(body instanceof Optional<?> answer) || answer.isPresent()) {
      return body;
    }
    response.setStatusCode(HttpStatus.NOT_FOUND);
    response.getHeaders().set(HEADER, "true");
    response.getHeaders().setContentType(MediaType.parseMediaType(ProblemJson.MEDIA_TYPE));
    try {
      response
          .getBody()
          .write(ProblemJson.bytes(CommonProblem.NOT_FOUND, Map.of(), true, TraceIds.next()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }
}
