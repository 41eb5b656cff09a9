package io.seonchak.platform.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  private static final URI FIRST = URI.create("http://first:8080");
  private static final URI SECOND = URI.create("https://second");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Addresses addresses =
      Addresses.of("seonchak.services.catalog", "http://first:8080/ , https://second", nanos::get);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "catalog",
        "http://",
        "ftp://catalog",
        "http://catalog,",
        "http://user:word@catalog",
        "http://catalog/behind",
        "http://catalog?x=1",
        "http://cata log"
      })
  void whatIsNoBaseAddressIsRefusedByTheSettingsName(String text) {
    assertThatThrownBy(() -> Addresses.of("seonchak.services.catalog", text, nanos::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("seonchak.services.catalog: ");
  }

  @Test
  void anUnreachableOneIsPassedOverForAWhile() {
    addresses.unreachable(FIRST);

    assertThat(turns(4)).containsOnly(SECOND);
    nanos.addAndGet(Addresses.PASSED_OVER.toNanos());
    assertThat(turns(4)).contains(FIRST);
  }

  @Test
  void whenAllAreUnreachableTheyAreStillTried() {
    addresses.unreachable(FIRST);
    addresses.unreachable(SECOND);

    assertThat(turns(4)).containsExactly(FIRST, SECOND, FIRST, SECOND);
  }

  @Test
  void eachHasItsTurn() {
    assertThat(turns(4)).containsExactly(FIRST, SECOND, FIRST, SECOND);
  }

  private List<URI> turns(int count) {
    return Stream.generate(addresses::next).limit(count).toList();
  }
}
