package io.seonchak.tosssimulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the buyer's window was opened with.
 *
 * @param buyerPresses whether only the buyer's own press lets it be confirmed; else confirming it
 *     counts as his press, for scripts that have no browser
 * @param refuseWith the code its confirmation is refused with, for rehearsals
 * @param validHours how long somebody may pay into its account
 */
record Window(
    @Nullable String successUrl,
    @Nullable String failUrl,
    boolean buyerPresses,
    @Nullable Code refuseWith,
    int validHours) {

  static final int VALID_HOURS = 168;

  /** None: a payment that needs no buyer. */
  static final Window NONE = new Window(null, null, false, null, VALID_HOURS);

  String text() {
    ObjectNode json = Json.object();
    json.put("successUrl", successUrl);
    json.put("failUrl", failUrl);
    json.put("buyerPresses", buyerPresses);
    json.put("refuseWith", refuseWith == null ? null : refuseWith.name());
    json.put("validHours", validHours);
    return json.toString();
  }

  static Window of(String text) {
    ObjectNode json = Json.read(text);
    String code = json.path("refuseWith").asString("");
    return new Window(
        json.path("successUrl").stringValueOpt().orElse(null),
        json.path("failUrl").stringValueOpt().orElse(null),
        json.path("buyerPresses").asBoolean(false),
        code.isEmpty() ? null : Code.valueOf(code),
        json.path("validHours").asInt(VALID_HOURS));
  }
}
