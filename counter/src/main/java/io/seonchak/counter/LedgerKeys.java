package io.seonchak.counter;

import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.platform.security.Secrets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A ledger's private keys among the home's secrets: the first by its name, each later one by its
 * id, kept before it is published. One that was kept and never published signs nothing. Each
 * context's ledger has keys of its own, so each can be handed over by itself.
 */
public final class LedgerKeys {

  private final Secrets secrets;
  private final String first;

  /** Keys whose first is the secret of that name. */
  LedgerKeys(Secrets secrets, String first) {
    this.secrets = secrets;
    this.first = first;
  }

  /** The first key of this home, made when there is none. */
  LedgerSigner first() {
    return signer(secrets.text(first, () -> text(LedgerSigner.generate())));
  }

  /** A new key, kept. */
  LedgerSigner next() {
    LedgerSigner made = LedgerSigner.generate();
    return signer(secrets.text(name(made.keyId()), () -> text(made)));
  }

  /** The key of that id; null when it is not kept here. */
  @Nullable LedgerSigner kept(long keyId) {
    String name = name(keyId);
    return secrets.has(name) ? signer(secrets.text(name)) : null;
  }

  private String name(long keyId) {
    return "%s-%016x".formatted(first, keyId);
  }

  private static String text(LedgerSigner signer) {
    return Base64.getEncoder().encodeToString(signer.privateKey())
        + "\n"
        + Base64.getEncoder().encodeToString(signer.publicKey());
  }

  private static LedgerSigner signer(String text) {
    String[] pair = text.split("\n", -1);
    return LedgerSigner.of(
        Base64.getDecoder().decode(pair[0]), Base64.getDecoder().decode(pair[1]));
  }
}
