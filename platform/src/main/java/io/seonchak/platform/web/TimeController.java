package io.seonchak.platform.web;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The server's clock, which people watch to the second. */
@RestController
class TimeController {

  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  private final Clock clock;

  TimeController(Clock clock) {
    this.clock = clock;
  }

  record Now(OffsetDateTime now) {}

  @GetMapping("/api/time")
  ResponseEntity<Now> now() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(new Now(OffsetDateTime.now(clock.withZone(SEOUL))));
  }
}
