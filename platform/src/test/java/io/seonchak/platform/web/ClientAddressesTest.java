package io.seonchak.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ClientAddressesTest {

  private final ClientAddresses addresses =
      new ClientAddresses(List.of("10.0.0.0/8", "2001:db8::1"));

  @Test
  void aPeerThatIsNoProxyOfOursCannotSayWhoItIs() {
    assertThat(addresses.of(from("203.0.113.9", "192.0.2.1"))).isEqualTo("203.0.113.9");
    assertThat(new ClientAddresses(List.of()).of(from("127.0.0.1", "192.0.2.1")))
        .isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1                      | 192.0.2.1",
        "6.6.6.6, 192.0.2.1             | 192.0.2.1",
        "6.6.6.6, 192.0.2.1, 10.1.1.1   | 192.0.2.1",
        "6.6.6.6, nonsense, 10.1.1.1    | 10.1.1.1",
        "6.6.6.6, 192.0.2.1:8080        | 10.0.0.2",
        "localhost                      | 10.0.0.2",
        "0.0.0.0                        | 10.0.0.2",
        "'192.0.2.1,'                   | 10.0.0.2",
        "10.3.3.3                       | 10.3.3.3"
      })
  void theNearestThatIsNoProxyCounts(String header, String expected) {
    assertThat(addresses.of(from("10.0.0.2", header))).isEqualTo(expected);
  }

  @Test
  void severalHeadersAreOneList() {
    var request = from("10.0.0.2", "6.6.6.6");
    request.addHeader("X-Forwarded-For", "192.0.2.1");

    assertThat(addresses.of(request)).isEqualTo("192.0.2.1");
  }

  @Test
  void aThousandHopsAreNotAllLookedAt() {
    String many = "192.0.2.1" + ", 10.1.1.1".repeat(1_000);

    assertThat(addresses.of(from("10.0.0.2", many))).isEqualTo("10.1.1.1");
  }

  @Test
  void aHouseholdOfIpv6IsOneCaller() {
    assertThat(addresses.networkOf(from("2001:db8:7:8:9::1", "")))
        .isEqualTo(addresses.networkOf(from("2001:db8:7:8:ffff::2", "")))
        .isNotEqualTo(addresses.networkOf(from("2001:db8:7:9::1", "")));
    assertThat(addresses.networkOf(from("::ffff:192.0.2.1", ""))).isEqualTo("192.0.2.1");
  }

  @Test
  void aSettingThatIsNoneStopsTheStartAndNamesItself() {
    assertThatThrownBy(() -> new ClientAddresses(List.of("10.0.0.0/99x")))
        .hasMessageContaining("seonchak.trusted-proxies: '10.0.0.0/99x' (expected: addresses");
  }

  private static MockHttpServletRequest from(String peer, String header) {
    var request = new MockHttpServletRequest();
    request.setRemoteAddr(peer);
    if (!header.isEmpty()) {
      request.addHeader("X-Forwarded-For", header);
    }
    return request;
  }
}
