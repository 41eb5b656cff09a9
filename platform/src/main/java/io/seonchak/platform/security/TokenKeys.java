package io.seonchak.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign access tokens, one secret of the home each. A new key is shown first and signs
 * later; the one before it verifies until its last token has expired. Every process of the home
 * looks at the folder about once a second, so nobody must be restarted or told. May be used by many
 * threads at once.
 */
public final class TokenKeys {

  /** The name of the secret that holds the first key; later ones have a number behind it. */
  public static final String SECRET = "token-key";

  /** How long a new key is shown before it signs. */
  public static final Duration LEAD = Duration.ofSeconds(60);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Whoever makes ids up makes nobody read the folder more often than this. */
  private static final Duration LOOK_FOR_UNKNOWN_EVERY = Duration.ofMillis(100);

  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private final Secrets secrets;
  private final Clock clock;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Ring ring;

  private record Key(int number, RSAKey jwk, JWSSigner signer, JWSVerifier verifier) {

    Instant signsFrom() {
      Date from = jwk.getNotBeforeTime();
      return from == null ? Instant.EPOCH : from.toInstant();
    }
  }

  /** The keys in the order of their numbers, as they were at one look. */
  private record Ring(List<Key> keys, Map<String, Key> byId, Instant lookedAt) {}

  /** Who signs now: the key's id and what signs with it. */
  public record Signing(String keyId, JWSSigner signer) {}

  /** A rotation: the new key's id, and from when it signs. */
  public record Rotated(String keyId, Instant signsFrom) {}

  /** The keys of a home; the first is made when there is none. */
  public TokenKeys(Secrets secrets, Clock clock) {
    this.secrets = secrets;
    this.clock = clock;
    if (secrets.names(SECRET).isEmpty()) {
      secrets.text(SECRET, () -> newKey(null).toJSONString());
    }
    this.ring = look();
  }

  /** The key that signs now: the newest whose time has come. */
  public Signing signing() {
    Ring now = current(LOOK_EVERY);
    Key signing = now.keys().getFirst();
    for (Key key : now.keys()) {
      if (!key.signsFrom().isAfter(clock.instant())) {
        signing = key;
      }
    }
    return new Signing(signing.jwk().getKeyID(), signing.signer());
  }

  /** What verifies a signature of that key; an id is looked up as it stands and nothing else. */
  public Optional<JWSVerifier> verifier(@Nullable String keyId) {
    if (keyId == null) {
      return Optional.empty();
    }
    Key key = current(LOOK_EVERY).byId().get(keyId);
    if (key == null) {
      key = current(LOOK_FOR_UNKNOWN_EVERY).byId().get(keyId);
    }
    return Optional.ofNullable(key).map(Key::verifier);
  }

  /** Whether tokens of that key still count. */
  public boolean counts(String keyId) {
    return current(LOOK_EVERY).byId().containsKey(keyId);
  }

  /** The public keys, as {@code /.well-known/jwks.json} shows them. */
  public PublicKeySet publicKeys() {
    return new PublicKeySet(
        current(LOOK_EVERY).keys().stream()
            .map(key -> PublicKeySet.PublicKey.of(key.jwk()))
            .toList());
  }

  /**
   * Adds a key that signs after {@code lead}, and removes those whose last token has expired.
   *
   * @throws IllegalStateException when another rotation is made at the same time
   */
  public Rotated rotate(Duration lead) {
    Ring before = look();
    Key last = before.keys().getLast();
    RSAKey key = newKey(clock.instant().plus(lead));
    String name = SECRET + "-" + (last.number() + 1);
    if (!secrets.make(name, key.toJSONString())) {
      throw new IllegalStateException(
          name + " was made by another meanwhile (expected: one rotation at a time)");
    }
    forget(before);
    ring = look();
    return new Rotated(key.getKeyID(), key.getNotBeforeTime().toInstant());
  }

  /**
   * Adds a key that signs at once and removes all others: for keys that others may know. Access
   * tokens end; nobody is logged out, for refresh tokens are not signed.
   */
  public Rotated replace() {
    List<String> before = secrets.names(SECRET);
    Rotated rotated = rotate(Duration.ZERO);
    before.forEach(secrets::remove);
    ring = look();
    return rotated;
  }

  private void forget(Ring living) {
    List<Integer> numbers = living.keys().stream().map(Key::number).toList();
    int newest = living.keys().getLast().number();
    secrets.names(SECRET).stream()
        .filter(name -> number(name) < newest && !numbers.contains(number(name)))
        .forEach(secrets::remove);
  }

  private Ring current(Duration ageMax) {
    Ring seen = ring;
    if (old(seen, ageMax) && looking.tryLock()) {
      try {
        if (old(ring, ageMax)) {
          ring = look();
        }
      } finally {
        looking.unlock();
      }
    }
    return ring;
  }

  /** A clock that was set back must not stop the looking. */
  private boolean old(Ring seen, Duration ageMax) {
    return Duration.between(seen.lookedAt(), clock.instant()).abs().compareTo(ageMax) >= 0;
  }

  private Ring look() {
    List<Key> all = new ArrayList<>();
    for (String name : secrets.names(SECRET)) {
      secrets.find(name).ifPresent(text -> all.add(parse(name, text)));
    }
    if (all.isEmpty()) {
      throw new IllegalStateException("secret " + SECRET + " is missing (expected: an RSA key)");
    }
    all.sort(Comparator.comparingInt(Key::number));
    List<Key> living = living(all);
    Map<String, Key> byId = new HashMap<>();
    living.forEach(key -> byId.put(key.jwk().getKeyID(), key));
    return new Ring(living, Map.copyOf(byId), clock.instant());
  }

  /** All but those whose last token, signed before the next key took over, has expired. */
  private List<Key> living(List<Key> all) {
    Instant now = clock.instant();
    List<Key> living = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean last = i + 1 == all.size();
      if (last
          || now.isBefore(all.get(i + 1).signsFrom().plus(AccessTokens.LIFE).plus(CLOCKS_APART))) {
        living.add(all.get(i));
      }
    }
    return List.copyOf(living);
  }

  private static int number(String name) {
    String behind = name.substring(SECRET.length());
    return behind.matches("-[0-9]{1,6}") ? Integer.parseInt(behind.substring(1)) : 1;
  }

  private static Key parse(String name, String text) {
    try {
      RSAKey jwk = RSAKey.parse(text);
      return new Key(number(name), jwk, new RSASSASigner(jwk), new RSASSAVerifier(jwk));
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("secret " + name + " is no RSA key (expected: a JWK)", e);
    }
  }

  private static RSAKey newKey(@Nullable Instant signsFrom) {
    try {
      var generator = new RSAKeyGenerator(2048).keyIDFromThumbprint(true);
      if (signsFrom != null) {
        generator.notBeforeTime(Date.from(signsFrom));
      }
      return generator.generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("no RSA key can be made", e);
    }
  }
}
