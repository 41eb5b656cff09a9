package io.seonchak.counter;

import io.seonchak.claims.LedgerKey;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.time.Seoul;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The public keys of the ledgers of the contexts hosted here, each ledger's a chain of its own,
 * oldest first; {@code docs/ledger-format.md} says how they are held against each other.
 */
@RestController
class PublishedKeys {

  static final String PATH = "/.well-known/seonchak/keys";

  private final List<Counter> counters;

  PublishedKeys(List<Counter> counters) {
    this.counters = counters;
  }

  record KeyView(
      String ledger,
      String keyId,
      String publicKey,
      String introducedAt,
      @Nullable String signedBy,
      @Nullable String signature) {}

  record Published(List<KeyView> keys) {}

  @GetMapping(PATH)
  Published keys() {
    return new Published(counters.stream().flatMap(PublishedKeys::keys).toList());
  }

  /** Those of one context, for whoever reaches the contexts at one address. */
  @GetMapping(PATH + "/{context}")
  Published keys(@PathVariable String context) {
    List<KeyView> found =
        counters.stream()
            .filter(each -> each.context().equals(context))
            .flatMap(PublishedKeys::keys)
            .toList();
    if (found.isEmpty()) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    return new Published(found);
  }

  private static Stream<KeyView> keys(Counter counter) {
    return counter.readers().read(counter.claims()::keys).stream()
        .map(key -> view(counter.context(), key));
  }

  private static KeyView view(String ledger, LedgerKey key) {
    Long signedBy = key.signedBy();
    byte[] signature = key.signature();
    return new KeyView(
        ledger,
        "%016x".formatted(key.keyId()),
        base64(key.publicKey()),
        Seoul.text(key.introducedAt()),
        signedBy == null ? null : "%016x".formatted(signedBy),
        signature == null ? null : base64(signature));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
