package io.seonchak.tosssimulator;

import org.springframework.web.util.HtmlUtils;

/** The stand-in for the gateway's window. Plain HTML, no script, readable at a phone's width. */
final class Pages {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="ko">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
        :root { color-scheme: light dark; }
        body { margin: 0; font: 16px/1.6 system-ui, "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
               background: #f2f4f6; color: #191f28; }
        main { max-width: 26rem; margin: 0 auto; padding: 1.5rem 1.25rem; min-height: 100vh;
               box-sizing: border-box; background: #fff; }
        .note { margin: 0 0 1.25rem; padding: .6rem .8rem; border-radius: .5rem;
                background: #fff3d6; color: #5c4400; font-size: .9rem; }
        h1 { margin: 0 0 .25rem; font-size: 1.35rem; word-break: keep-all; overflow-wrap: anywhere; }
        .amount { margin: 0 0 1rem; font-size: 1.9rem; font-weight: 700;
                  font-variant-numeric: tabular-nums; }
        dl { margin: 0 0 1.5rem; display: grid; grid-template-columns: max-content 1fr;
             gap: .35rem 1rem; font-size: .95rem; }
        dt { color: #4e5968; } dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
        form { display: grid; gap: .6rem; }
        button { min-height: 3.25rem; padding: .6rem 1rem; border: 1px solid #b0b8c1;
                 border-radius: .75rem; background: #fff; color: inherit; font: inherit;
                 font-weight: 600; cursor: pointer; }
        button.main { background: #1b64da; border-color: #1b64da; color: #fff; }
        button:focus-visible { outline: 3px solid #f7a600; outline-offset: 2px; }
        small { display: block; font-weight: 400; opacity: .85; }
        @media (prefers-color-scheme: dark) {
          body { background: #101013; color: #f2f4f6; } main { background: #17171c; }
          dt { color: #b0b8c1; } button { background: #2c2c35; border-color: #4d4d59; }
          .note { background: #3d3212; color: #ffe7a8; }
        }
      </style>
      """;

  private Pages() {}

  static String payment(Deal deal) {
    return frame("결제", summary(deal) + actions(deal));
  }

  static String registration(Billing.Auth auth) {
    String form =
        auth.used()
            ? "<p>이미 등록된 카드입니다. <small lang=\"en\">Registered already.</small></p>"
            : form(
                button("register", "main", "카드 등록하기", "Register the card")
                    + button("close", "", "닫기", "Close"));
    return frame(
        "카드 등록",
        "<h1>간편결제 카드 등록</h1><p>다음부터 한 번에 결제합니다."
            + "<small lang=\"en\">Register a card; pay by one tap from then on.</small></p>"
            + form);
  }

  static String refusal(Refusal refusal) {
    return frame(
        "결제",
        "<h1>진행할 수 없습니다</h1><p>%s<small lang=\"en\">%s</small></p><p><code>%s</code></p>"
            .formatted(
                escaped(refusal.message(false)),
                escaped(refusal.message(true)),
                refusal.code().name()));
  }

  private static String summary(Deal deal) {
    return """
    <h1>%s</h1>
    <p class="amount">%,d원</p>
    <dl>
    <dt>결제 수단</dt><dd>%s</dd>
    <dt>주문번호</dt><dd>%s</dd>
    <dt>상태</dt><dd>%s</dd>
    %s</dl>
    """
        .formatted(
            escaped(deal.orderName()),
            deal.total(),
            escaped(deal.way().literal()),
            escaped(deal.orderId()),
            state(deal.status()),
            account(deal));
  }

  private static String account(Deal deal) {
    var account = deal.json().path("virtualAccount");
    return account.isObject()
        ? "<dt>입금 계좌</dt><dd>%s (은행 %s)</dd><dt>입금 기한</dt><dd>%s</dd>"
            .formatted(
                escaped(account.path("accountNumber").asString()),
                escaped(account.path("bankCode").asString()),
                escaped(account.path("dueDate").asString().substring(0, 16).replace('T', ' ')))
        : "";
  }

  private static String actions(Deal deal) {
    return switch (deal.status()) {
      case READY ->
          form(
              button("pay", "main", "결제하기", "Pay")
                  + button("fail", "", "결제 실패하기", "Let it fail: the card company declines")
                  + button("close", "", "닫기", "Close the window"));
      case WAITING_FOR_DEPOSIT -> form(button("deposit", "main", "입금하기", "Pay in"));
      case DONE ->
          deal.way() == Way.VIRTUAL_ACCOUNT
              ? form(button("reverse-deposit", "", "입금 되돌리기", "Reverse the deposit"))
              : "<p>결제가 끝났습니다.</p>";
      case IN_PROGRESS -> "<p>판매자의 승인을 기다립니다. 이 창을 닫아도 됩니다.</p>";
      case CANCELED, PARTIAL_CANCELED, ABORTED, EXPIRED -> "<p>이 결제로는 더 할 수 있는 일이 없습니다.</p>";
    };
  }

  private static String state(Deal.Status status) {
    return switch (status) {
      case READY -> "결제 대기";
      case IN_PROGRESS -> "승인 대기";
      case WAITING_FOR_DEPOSIT -> "입금 대기";
      case DONE -> "결제 완료";
      case CANCELED -> "취소됨";
      case PARTIAL_CANCELED -> "일부 취소됨";
      case ABORTED -> "거절됨";
      case EXPIRED -> "시간 초과";
    };
  }

  private static String form(String buttons) {
    return "<form method=\"post\">" + buttons + "</form>";
  }

  private static String button(String action, String look, String korean, String english) {
    return "<button name=\"action\" value=\"%s\" class=\"%s\">%s<small lang=\"en\">%s</small></button>"
        .formatted(action, look, korean, english);
  }

  private static String frame(String title, String body) {
    return HEAD
        + """
        <title>%s · 연습</title>
        </head>
        <body><main>
        <p class="note">연습용 결제창입니다. 실제 돈은 오가지 않습니다.\
        <small lang="en">A rehearsal of the payment window. No money moves.</small></p>
        %s
        </main></body>
        </html>
        """
            .formatted(title, body);
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
