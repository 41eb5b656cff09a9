package io.seonchak.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
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

  private static final String ISSUER = "seonchak";
  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
  private static final int REMEMBERED_MAX = 100_000;

  private final TokenKeys keys;
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

  private record Known(Identity identity, String keyId, Instant expiresAt) {}

  /** A token and until when it counts. */
  public record Issued(String token, Instant expiresAt) {}

  /** Tokens signed with {@code keys}. */
  public AccessTokens(TokenKeys keys, Clock clock, Revocations revocations) {
    this.keys = keys;
    this.clock = clock;
    this.revocations = revocations;
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
            .claim("sid", identity.session().toString())
            .claim("per", identity.verifiedPerson().map(UUID::toString).orElse(null))
            .build();
    TokenKeys.Signing key = keys.signing();
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(TYPE).keyID(key.keyId()).build();
    var jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(key.signer());
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
            && keys.counts(found.keyId())
            && revocations.stands(found.identity());
    return stands ? Optional.of(found.identity()) : Optional.empty();
  }

  /** {@link #check} for the value of an {@code Authorization} header. */
  public Optional<Identity> fromAuthorization(@Nullable String header) {
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? check(header.substring(7).strip())
        : Optional.empty();
  }

  private @Nullable Known verify(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWSHeader header = jwt.getHeader();
      if (!ours(header)) {
        return null;
      }
      Optional<JWSVerifier> verifier = keys.verifier(header.getKeyID());
      return verifier.isPresent() && jwt.verify(verifier.get())
          ? known(header.getKeyID(), jwt.getJWTClaimsSet())
          : null;
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Neither another algorithm or type, nor a key that the token itself brings or points to. */
  private static boolean ours(JWSHeader header) {
    return JWSAlgorithm.RS256.equals(header.getAlgorithm())
        && TYPE.equals(header.getType())
        && header.getCriticalParams() == null
        && header.getJWK() == null
        && header.getJWKURL() == null
        && header.getX509CertURL() == null
        && header.getX509CertChain() == null;
  }

  private static @Nullable Known known(String keyId, JWTClaimsSet claims) throws ParseException {
    List<String> roles = claims.getStringListClaim("roles");
    Date expires = claims.getExpirationTime();
    Integer version = claims.getIntegerClaim("ver");
    String session = claims.getStringClaim("sid");
    String person = claims.getStringClaim("per");
    boolean whole =
        ISSUER.equals(claims.getIssuer())
            && claims.getAudience().equals(List.of(ISSUER))
            && roles != null
            && expires != null
            && version != null
            && session != null;
    if (!whole) {
      return null;
    }
    var identity =
        new Identity(
            UUID.fromString(claims.getSubject()),
            UUID.fromString(session),
            person == null ? null : UUID.fromString(person),
            granted(Objects.requireNonNull(roles)),
            Objects.requireNonNull(version));
    return new Known(identity, keyId, Objects.requireNonNull(expires).toInstant());
  }

  private static Set<MemberRole> granted(List<String> roles) {
    return roles.stream()
        .map(MemberRole::valueOf)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(MemberRole.class)));
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
}
