package io.seonchak.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeysTest {

  private static final Duration LEAD = Duration.ofSeconds(60);

  @TempDir private Path home;
  private final Settable clock = new Settable();
  private Secrets secrets = new Secrets(Path.of("none"));

  @BeforeEach
  void open() {
    secrets = new Secrets(home);
  }

  private static final class Settable extends Clock {
    private Instant now = Instant.parse("2026-11-24T09:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private TokenKeys process() {
    return new TokenKeys(secrets, clock);
  }

  private AccessTokens tokens(TokenKeys keys) {
    return new AccessTokens(keys, clock, new Revocations());
  }

  private static Identity somebody() {
    return new Identity(UUID.randomUUID(), UUID.randomUUID(), null, Set.of(MemberRole.MEMBER), 1);
  }

  @Test
  void processesOfAHomeShareTheFirstKey() {
    assertThat(process().signing().keyId()).isEqualTo(process().signing().keyId());
  }

  @Test
  void aNewKeyIsKnownEverywhereBeforeItSigns() {
    TokenKeys one = process();
    TokenKeys two = process();
    String first = one.signing().keyId();
    TokenKeys.Rotated rotated = one.rotate(LEAD);
    clock.pass(Duration.ofSeconds(2));

    assertThat(one.signing().keyId()).isEqualTo(first);
    assertThat(two.verifier(rotated.keyId())).isPresent();
    assertThat(ids(two)).containsExactly(first, rotated.keyId());
    clock.pass(LEAD);
    assertThat(two.signing().keyId()).isEqualTo(rotated.keyId());
    assertThat(rotated.signsFrom()).isEqualTo(Instant.parse("2026-11-24T09:01:00Z"));
  }

  @Test
  void theKeyBeforeVerifiesUntilItsLastTokenHasExpired() {
    TokenKeys keys = process();
    AccessTokens tokens = tokens(keys);
    String first = keys.signing().keyId();
    keys.rotate(LEAD);
    clock.pass(LEAD.minusSeconds(1));
    String last = tokens.issue(somebody()).token();

    clock.pass(AccessTokens.LIFE.minusSeconds(1));
    assertThat(tokens(process()).check(last)).isPresent();
    assertThat(keys.counts(first)).isTrue();
    clock.pass(Duration.ofMinutes(2));
    assertThat(keys.counts(first)).isFalse();
    assertThat(ids(keys)).doesNotContain(first).hasSize(1);
    String second = keys.signing().keyId();
    keys.rotate(LEAD);
    assertThat(secrets.has(TokenKeys.SECRET)).as("the private key that signs no more").isFalse();
    assertThat(process().signing().keyId()).isEqualTo(second);
  }

  @Test
  void aKeyThatOthersMayKnowEndsAtOnceAndSoDoWhatWasRemembered() {
    TokenKeys here = process();
    TokenKeys there = process();
    AccessTokens tokens = tokens(there);
    String stolen = tokens.issue(somebody()).token();
    assertThat(tokens.check(stolen)).isPresent();

    here.replace();
    clock.pass(Duration.ofSeconds(1));

    assertThat(tokens.check(stolen)).isEmpty();
    assertThat(ids(there)).hasSize(1);
    assertThat(tokens.check(tokens(here).issue(somebody()).token())).isPresent();
  }

  @Test
  void anIdIsLookedUpAndNothingElse() {
    TokenKeys keys = process();

    for (String id : List.of("", "token-key", "../secrets/token-key", "http://127.0.0.1/", "\0")) {
      assertThat(keys.verifier(id)).as(id).isEmpty();
    }
    assertThat(keys.verifier(null)).isEmpty();
  }

  @Test
  void aTokenSaysItsSessionAndPerson() {
    AccessTokens tokens = tokens(process());
    var identity =
        new Identity(
            UUID.randomUUID(),
            UUID.randomUUID(),
            UUID.randomUUID(),
            Set.of(MemberRole.MEMBER, MemberRole.SELLER),
            7);

    assertThat(tokens.check(tokens.issue(identity).token())).contains(identity);
    Identity unverified = somebody();
    assertThat(tokens.check(tokens.issue(unverified).token())).contains(unverified);
  }

  @Test
  void anEndedSessionTakesOnlyItsOwnTokensWithIt() {
    TokenKeys keys = process();
    var revocations = new Revocations();
    var tokens = new AccessTokens(keys, clock, revocations);
    UUID member = UUID.randomUUID();
    var laptop = new Identity(member, UUID.randomUUID(), null, Set.of(MemberRole.MEMBER), 1);
    var phone = new Identity(member, UUID.randomUUID(), null, Set.of(MemberRole.MEMBER), 1);
    String ended = tokens.issue(laptop).token();
    String going = tokens.issue(phone).token();

    revocations.revoke(
        new Revocations.Revocation(
            laptop.session(), Revocations.Revocation.ENDED, clock.instant()));

    assertThat(tokens.check(ended)).isEmpty();
    assertThat(tokens.check(going)).contains(phone);
    assertThat(revocations.stands(member, 1)).as("tickets").isTrue();
  }

  private static List<String> ids(TokenKeys keys) {
    return keys.publicKeys().keys().stream().map(PublicKeySet.PublicKey::kid).toList();
  }
}
