package io.seonchak.counter;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;

/** What is the same for everybody and may be kept for a second, so that a crowd can look. */
public final class PublicView {

  private static final Duration KEPT = Duration.ofSeconds(1);

  private PublicView() {}

  /** The answer with that body. */
  public static <T> ResponseEntity<T> of(T body) {
    return ResponseEntity.ok().cacheControl(CacheControl.maxAge(KEPT).cachePublic()).body(body);
  }
}
