package io.seonchak.payment.web;

import io.seonchak.payment.application.Hearing;
import io.seonchak.payment.toss.WebhookReader;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the gateway's webhooks come in. Whatever it was, the answer is 200: the gateway repeats
 * what is not, and whoever forges one learns nothing.
 */
@RestController
class WebhookController {

  private static final String TRANSMISSION = "tosspayments-webhook-transmission-id";

  private final Hearing hearing;

  WebhookController(Hearing hearing) {
    this.hearing = hearing;
  }

  @PostMapping("/api/webhooks/toss")
  void hear(
      @RequestHeader(name = TRANSMISSION, required = false) @Nullable String transmission,
      @RequestHeader(name = WebhookReader.TIME_HEADER, required = false) @Nullable String time,
      @RequestHeader(name = WebhookReader.SIGNATURE_HEADER, required = false)
          @Nullable String signature,
      @RequestBody(required = false) byte @Nullable [] body) {
    hearing.hear(body == null ? new byte[0] : body, transmission, time, signature);
  }
}
