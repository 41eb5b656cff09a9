package io.seonchak.app;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The OpenAPI document, for everybody. It is {@code docs/openapi.json}, packed with the
 * application; every process shows all of it, whatever it hosts.
 */
@RestController
class ApiDescription {

  private static final String NAME = "/openapi.json";
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final byte[] document;
  private final String tag;

  ApiDescription() throws IOException {
    try (InputStream in = ApiDescription.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IllegalStateException(
            "classpath:%s is missing (expected: docs/openapi.json, packed with the application)"
                .formatted(NAME));
      }
      this.document = in.readAllBytes();
    }
    this.tag = DigestUtils.md5DigestAsHex(document);
  }

  @GetMapping(path = "/api/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> show() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(KEPT).cachePublic())
        .eTag(tag)
        .body(document);
  }
}
