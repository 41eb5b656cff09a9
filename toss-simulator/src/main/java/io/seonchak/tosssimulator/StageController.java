package io.seonchak.tosssimulator;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What whoever runs a rehearsal sets; he shows the secret key, as the shop does. */
@RestController
@RequestMapping("/toss-simulator")
class StageController {

  private final Door door;
  private final Chaos chaos;
  private final Webhooks webhooks;

  StageController(Door door, Chaos chaos, Webhooks webhooks) {
    this.door = door;
    this.chaos = chaos;
    this.webhooks = webhooks;
  }

  @GetMapping("/chaos")
  void chaos(HttpServletRequest request, HttpServletResponse response) throws IOException {
    door.beside(request, response, now -> chaos.json());
  }

  @PutMapping("/chaos")
  void setChaos(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.beside(
        request,
        response,
        now -> {
          chaos.set(new Asked(Json.body(body)));
          return chaos.json();
        });
  }

  @PutMapping("/webhook")
  void register(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.beside(
        request,
        response,
        now -> {
          String url = new Asked(Json.body(body)).textOrNone("url", Links.LENGTH_MAX);
          webhooks.register(url == null ? "" : url);
          return Json.object().put("url", url);
        });
  }
}
