package io.seonchak.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens: JWT (RFC 7519, profile of RFC 9068), RS256 and nothing else, type {@code at+jwt},
 * our issuer and audience. What was verified once is remembered until it expires, so a token costs
 * its 40 µs of RSA once. May be used by many threads at once.
 */
public final class AccessTokens {

  /** How long a token lives. */
  public static final Duration LIFE = Duration.ofMinutes(15);

  /** The longest token that is looked at, in characters. */
  public static final int LENGTH_MAX = 4_096;

  /** The name of the secret that holds the key. */
  public static final String SECRET = "token-key";

  private static final String ISSUER = "seonchak";
  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
  private static final int REMEMBERED_MAX = 100_000;

  private final RSAKey key;
  private final Clock clock;
  private final Revocations revocations;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  private record Known(Identity identity, Instant expiresAt) {}

  /** A token and until when it counts. */
  public record Issued(String token, Instant expiresAt) {}

  /** Tokens signed with the key of a home; the key is made at the first start. */
  public AccessTokens(Secrets secrets, Clock clock, Revocations revocations) {
    this.clock = clock;
    this.revocations = revocations;
    try {
      this.key = RSAKey.parse(secrets.text(SECRET, AccessTokens::newKey));
    } catch (ParseException e) {
      throw new IllegalStateException("secret " + SECRET + " is no RSA key (expected: a JWK)", e);
    }
  }

  /** A new token. */
  public Issued issue(Identity identity) {
    Instant now = clock.instant();
    Instant expiresAt = now.plus(LIFE);
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(ISSUER)
            .subject(identity.member().toString())
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expiresAt))
            .claim("roles", identity.roles().stream().map(Enum::name).toList())
            .claim("ver", identity.tokenVersion())
            .build();
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(TYPE).keyID(key.getKeyID()).build();
    var jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the token key does not sign", e);
    }
    return new Issued(jwt.serialize(), expiresAt);
  }

  /** Whose token it is; empty for whatever is not a living token of ours. */
  public Optional<Identity> check(String token) {
    if (token.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    Known found = remembered(token);
    if (found == null) {
      found = verify(token);
      if (found == null) {
        return Optional.empty();
      }
      remember(token, found);
    }
    boolean stands =
        clock.instant().isBefore(found.expiresAt())
            && revocations.stands(found.identity().member(), found.identity().tokenVersion());
    return stands ? Optional.of(found.identity()) : Optional.empty();
  }

  /** {@link #check} for the value of an {@code Authorization} header. */
  public Optional<Identity> fromAuthorization(@Nullable String header) {
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? check(header.substring(7).strip())
        : Optional.empty();
  }

  /** The public keys, as {@code /.well-known/jwks.json} shows them. */
  public Map<String, Object> publicKeys() {
    return new JWKSet(key.toPublicJWK()).toJSONObject();
  }

  private @Nullable Known verify(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWSHeader header = jwt.getHeader();
      boolean ours =
          JWSAlgorithm.RS256.equals(header.getAlgorithm())
              && TYPE.equals(header.getType())
              && header.getCriticalParams() == null
              && jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()));
      return ours ? known(jwt.getJWTClaimsSet()) : null;
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Known known(JWTClaimsSet claims) throws ParseException {
    List<String> roles = claims.getStringListClaim("roles");
    Date expires = claims.getExpirationTime();
    Integer version = claims.getIntegerClaim("ver");
    boolean whole =
        ISSUER.equals(claims.getIssuer())
            && claims.getAudience().equals(List.of(ISSUER))
            && roles != null
            && expires != null
            && version != null;
    if (!whole) {
      return null;
    }
    Set<MemberRole> granted =
        roles.stream()
            .map(MemberRole::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(MemberRole.class)));
    return new Known(
        new Identity(
            UUID.fromString(claims.getSubject()), granted, Objects.requireNonNull(version)),
        Objects.requireNonNull(expires).toInstant());
  }

  private @Nullable Known remembered(String token) {
    lock.lock();
    try {
      return known.get(token);
    } finally {
      lock.unlock();
    }
  }

  private void remember(String token, Known verified) {
    lock.lock();
    try {
      known.put(token, verified);
    } finally {
      lock.unlock();
    }
  }

  private static String newKey() {
    try {
      return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate().toJSONString();
    } catch (JOSEException e) {
      throw new IllegalStateException("no RSA key can be made", e);
    }
  }
}
