package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.e2e.Shop.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody with an address, in a network of his own, as a trusted proxy in front would tell. */
final class Visitor {

  static final String PASSWORD = "비밀번호가 아주 깁니다 really long";

  private static final AtomicInteger NEXT = new AtomicInteger();

  final String email;
  final String network;
  private final Shop shop;
  String password = PASSWORD;
  String memberId = "";
  private String access = "";
  String refreshToken = "";

  Visitor(Shop shop, String email) {
    this.shop = shop;
    this.email = email;
    int number = NEXT.incrementAndGet();
    this.network = "10.77.%d.%d".formatted(number / 250, number % 250 + 1);
  }

  /** A new member, logged in. */
  static Visitor joined(Shop shop, String email) throws Exception {
    var visitor = new Visitor(shop, email);
    visitor.signUp();
    visitor.verify();
    assertThat(visitor.logIn().status()).isEqualTo(200);
    return visitor;
  }

  /** The same person with another program. */
  Visitor elsewhere() throws Exception {
    var other = new Visitor(shop, email);
    other.password = password;
    other.memberId = memberId;
    assertThat(other.logIn().status()).isEqualTo(200);
    return other;
  }

  Answer signUp() throws Exception {
    Answer answer =
        post(
            "/api/members",
            "{\"email\":\"%s\",\"password\":\"%s\",\"name\":\"홍길동\"}".formatted(email, password));
    memberId = answer.text("memberId");
    return answer;
  }

  Answer verify() throws Exception {
    String code = code(email, "인증 번호", 6);
    return post("/api/members/verify", "{\"email\":\"%s\",\"code\":\"%s\"}".formatted(email, code));
  }

  Answer logIn() throws Exception {
    return keep(
        post(
            "/api/sessions",
            "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password),
            "User-Agent",
            "Visitor/1.0"));
  }

  Answer refresh() throws Exception {
    return keep(post("/api/sessions/refresh", "{\"refreshToken\":\"%s\"}".formatted(refreshToken)));
  }

  private Answer keep(Answer tokens) {
    if (tokens.status() == 200) {
      access = tokens.text("accessToken");
      refreshToken = tokens.text("refreshToken");
    }
    return tokens;
  }

  String bearer() {
    return "Bearer " + access;
  }

  String token() {
    return access;
  }

  Answer post(String path, String body, String... headers) throws Exception {
    return send("POST", path, body, headers);
  }

  Answer send(String method, String path, String body, String... headers) throws Exception {
    return at(shop, method, path, body, headers);
  }

  /** The same by way of another instance. */
  Answer at(Shop instance, String method, String path, String body, String... headers)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("X-Forwarded-For", network));
    if (!access.isEmpty()) {
      all.addAll(List.of("Authorization", bearer()));
    }
    all.addAll(List.of(headers));
    return instance.send(method, path, body, all.toArray(String[]::new));
  }

  Answer me() throws Exception {
    return send("GET", "/api/members/me", "");
  }

  /** The code in the mail to an address whose subject or text holds {@code words}. */
  String code(String to, String words, int digits) {
    Matcher code =
        Pattern.compile("code: (\\d{" + digits + "})\\b").matcher(shop.takeMail(to, words));
    assertThat(code.find()).isTrue();
    return code.group(1);
  }
}
