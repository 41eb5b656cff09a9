package io.seonchak.tosssimulator;

/** The gateway's codes, as it answers them. */
enum Code {
  ALREADY_PROCESSED_PAYMENT(400, "이미 처리된 결제입니다.", "This payment has already been processed."),
  PROVIDER_ERROR(
      400, "일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.", "A temporary error. Try again in a few minutes."),
  EXCEED_MAX_CARD_INSTALLMENT_PLAN(400, "설정 가능한 최대 할부 개월 수를 넘었습니다.", "Too many instalments."),
  INVALID_REQUEST(400, "잘못된 요청입니다.", "The request is not valid."),
  NOT_ALLOWED_POINT_USE(400, "포인트를 쓸 수 없는 카드입니다.", "Points cannot be used with this card."),
  INVALID_API_KEY(400, "시크릿 키 연동 정보가 잘못되었습니다.", "The secret key does not fit."),
  INVALID_REJECT_CARD(
      400, "카드 사용이 거절되었습니다. 카드사에 문의해주세요.", "The card was declined. Ask its issuer."),
  BELOW_MINIMUM_AMOUNT(
      400, "카드는 100원, 계좌는 200원부터 결제할 수 있습니다.", "Cards pay from 100 won, accounts from 200 won."),
  INVALID_CARD_EXPIRATION(400, "카드 유효기간을 다시 확인해주세요.", "Check the card's expiry date."),
  INVALID_STOPPED_CARD(400, "정지된 카드입니다.", "The card is suspended."),
  EXCEED_MAX_DAILY_PAYMENT_COUNT(400, "하루 결제 가능 횟수를 넘었습니다.", "Too many payments today."),
  NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT(
      400, "할부가 지원되지 않는 카드 또는 가맹점입니다.", "Instalments are not possible with this card or shop."),
  INVALID_CARD_INSTALLMENT_PLAN(400, "할부 개월 정보가 잘못되었습니다.", "The number of instalments is wrong."),
  NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN(
      400, "할부가 지원되지 않는 카드입니다.", "This card takes no instalments."),
  EXCEED_MAX_PAYMENT_AMOUNT(400, "하루 결제 가능 금액을 넘었습니다.", "More than may be paid in a day."),
  NOT_FOUND_TERMINAL_ID(400, "단말기 번호가 없습니다.", "There is no terminal id."),
  INVALID_AUTHORIZE_AUTH(400, "유효하지 않은 인증 방식입니다.", "The way of authentication is not valid."),
  INVALID_CARD_LOST_OR_STOLEN(400, "분실 또는 도난 카드입니다.", "The card is lost or stolen."),
  RESTRICTED_TRANSFER_ACCOUNT(400, "송금이 제한된 계좌입니다.", "The account may not transfer."),
  INVALID_CARD_NUMBER(400, "카드 번호를 다시 확인해주세요.", "Check the card's number."),
  INVALID_UNREGISTERED_SUBMALL(400, "등록되지 않은 서브몰입니다.", "The submall is not registered."),
  NOT_REGISTERED_BUSINESS(400, "등록되지 않은 사업자 번호입니다.", "The business is not registered."),
  EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT(
      400, "1일 출금 한도를 넘었습니다.", "More than may be withdrawn in a day."),
  EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT(
      400, "1회 출금 한도를 넘었습니다.", "More than may be withdrawn at once."),
  CARD_PROCESSING_ERROR(400, "카드사에서 오류가 발생했습니다.", "The card company had an error."),
  EXCEED_MAX_AMOUNT(400, "거래 금액 한도를 넘었습니다.", "More than one transaction may be."),
  INVALID_ACCOUNT_INFO_RE_REGISTER(
      400, "유효하지 않은 계좌입니다. 다시 등록해주세요.", "The account is not valid. Register it again."),
  NOT_AVAILABLE_PAYMENT(400, "결제할 수 없는 시간대입니다.", "Payments are not possible at this hour."),
  UNAPPROVED_ORDER_ID(400, "아직 승인되지 않은 주문번호입니다.", "The order has not been approved."),
  EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT(
      400, "당월 결제 가능 금액을 넘었습니다.", "More than may be paid in a month."),
  UNAUTHORIZED_KEY(401, "인증되지 않은 시크릿 키입니다.", "The secret key is unknown."),
  REJECT_ACCOUNT_PAYMENT(403, "잔액 부족으로 결제에 실패했습니다.", "The account's balance is too low."),
  REJECT_CARD_PAYMENT(403, "한도 초과 또는 잔액 부족으로 결제에 실패했습니다.", "The card's limit is exceeded."),
  REJECT_CARD_COMPANY(403, "결제 승인이 거절되었습니다.", "The card company declined."),
  FORBIDDEN_REQUEST(403, "허용되지 않은 요청입니다.", "The request is not allowed."),
  REJECT_TOSSPAY_INVALID_ACCOUNT(403, "선택하신 계좌로 결제할 수 없습니다.", "The chosen account cannot pay."),
  EXCEED_MAX_AUTH_COUNT(403, "최대 인증 횟수를 넘었습니다.", "Too many authentications."),
  EXCEED_MAX_ONE_DAY_AMOUNT(403, "일일 한도를 넘었습니다.", "The daily limit is exceeded."),
  NOT_AVAILABLE_BANK(403, "은행 서비스 시간이 아닙니다.", "The bank is closed at this hour."),
  INVALID_PASSWORD(403, "결제 비밀번호가 일치하지 않습니다.", "The password is wrong."),
  INCORRECT_BASIC_AUTH_FORMAT(
      403,
      "인증 헤더는 '시크릿 키:' 를 base64로 인코딩한 값이어야 합니다.",
      "The header must be base64 of the secret key and a colon."),
  FDS_ERROR(403, "위험 거래가 감지되어 결제가 제한됩니다.", "A risk was found; the payment is blocked."),
  NOT_FOUND_PAYMENT(404, "존재하지 않는 결제입니다.", "There is no such payment."),
  NOT_FOUND_PAYMENT_SESSION(404, "결제 시간이 지나 결제 진행 데이터가 없습니다.", "The time to pay is over."),
  FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING(
      500, "결제가 완료되지 않았습니다. 다시 시도해주세요.", "The payment was not completed. Try again."),
  FAILED_INTERNAL_SYSTEM_PROCESSING(
      500, "내부 시스템 처리에 실패했습니다. 잠시 후 다시 시도해주세요.", "Internal processing failed. Try again shortly."),
  UNKNOWN_PAYMENT_ERROR(
      500, "결제에 실패했습니다. 같은 문제가 반복되면 문의해주세요.", "The payment failed. Ask if it goes on."),
  ALREADY_CANCELED_PAYMENT(400, "이미 취소된 결제입니다.", "This payment has been cancelled."),
  INVALID_REFUND_ACCOUNT_INFO(
      400, "환불 계좌번호와 예금주명이 일치하지 않습니다.", "The refund account and its holder do not fit."),
  EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT(
      400, "즉시할인금액보다 적은 금액은 부분취소할 수 없습니다.", "Less than the discount cannot be cancelled."),
  INVALID_REFUND_ACCOUNT_NUMBER(400, "잘못된 환불 계좌번호입니다.", "The refund account's number is wrong."),
  INVALID_BANK(400, "유효하지 않은 은행입니다.", "The bank is unknown."),
  NOT_MATCHES_REFUNDABLE_AMOUNT(400, "환불 가능 금액이 일치하지 않습니다.", "The refundable amount is another."),
  REFUND_REJECTED(400, "환불이 거절되었습니다. 결제사에 문의해주세요.", "The refund was rejected. Ask the provider."),
  ALREADY_REFUND_PAYMENT(400, "이미 환불된 결제입니다.", "This payment has been refunded."),
  FORBIDDEN_BANK_REFUND_REQUEST(
      400, "고객 계좌가 환불을 받을 수 없는 상태입니다.", "The customer's account takes no refund."),
  NOT_CANCELABLE_AMOUNT(403, "취소할 수 없는 금액입니다.", "This amount cannot be cancelled."),
  FORBIDDEN_CONSECUTIVE_REQUEST(
      403, "반복적인 요청은 허용되지 않습니다. 잠시 후 다시 시도해주세요.", "Too often. Try again shortly."),
  NOT_CANCELABLE_PAYMENT(403, "취소할 수 없는 결제입니다.", "This payment cannot be cancelled."),
  EXCEED_MAX_REFUND_DUE(403, "환불 가능한 기간이 지났습니다.", "The time for a refund is over."),
  NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT(
      403, "입금 대기 중인 결제는 부분 환불할 수 없습니다.", "What is not paid in cannot be refunded in part."),
  NOT_ALLOWED_PARTIAL_REFUND(
      403, "부분 환불을 할 수 없는 결제입니다.", "This payment cannot be refunded in part."),
  NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER(
      403, "휴면 회원의 결제는 취소할 수 없습니다.", "A dormant member's payment cannot be cancelled."),
  EXCEED_CANCEL_LIMIT(403, "취소 한도를 넘었습니다.", "The limit for cancels is exceeded."),
  FAILED_REFUND_PROCESS(
      500, "은행 응답 시간 지연 또는 일시적인 오류로 환불에 실패했습니다.", "The bank was late; the refund failed."),
  FAILED_METHOD_HANDLING_CANCEL(
      500, "취소 중 결제 수단 처리에서 일시적인 오류가 발생했습니다.", "The method had an error while cancelling."),
  FAILED_PARTIAL_REFUND(500, "부분 환불이 실패했습니다.", "The partial refund failed."),
  COMMON_ERROR(500, "일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.", "A temporary error. Try again shortly."),
  INVALID_BILL_KEY_REQUEST(
      400, "빌링키 인증이 완료되지 않았거나 유효하지 않은 빌링키입니다.", "The billing key is not valid."),
  INVALID_BILLING_AUTH(400, "유효하지 않은 빌링 인증입니다.", "The billing authentication is not valid."),
  NOT_MATCHES_CUSTOMER_KEY(400, "빌링 인증의 고객키와 결제 요청의 고객키가 다릅니다.", "The customer key is another's."),
  ALREADY_REMOVED_BILLING_KEY(400, "이미 삭제된 빌링키입니다.", "The billing key was removed."),
  DUPLICATED_ORDER_ID(
      400, "이미 승인 또는 취소가 진행된 주문번호입니다.", "The order was approved or cancelled before."),
  NOT_SUPPORTED_CARD_TYPE(400, "지원되지 않는 카드 종류입니다.", "This kind of card is not supported."),
  NOT_SUPPORTED_METHOD(400, "지원되지 않는 결제 수단입니다.", "This method is not supported."),
  FAILED_DB_PROCESSING(
      500, "요청 값을 처리하다 오류가 발생했습니다.", "The request's values could not be processed."),
  INVALID_IDEMPOTENCY_KEY(
      400, "멱등키는 300자 이하여야 합니다.", "An idempotency key has at most 300 characters."),
  IDEMPOTENT_REQUEST_PROCESSING(
      409, "같은 멱등키의 요청을 처리하고 있습니다.", "A request with this key is being processed."),
  NOT_SUPPORTED_WIDGET_KEY(
      400, "결제위젯 키는 지원하지 않습니다. API 개별 연동 키로 요청해주세요.", "Widget keys are not supported here."),
  TOO_MANY_REQUESTS(429, "요청이 너무 많습니다. 잠시 후 다시 시도해주세요.", "Too many requests. Try again shortly."),
  PAY_PROCESS_CANCELED(400, "사용자가 결제를 취소했습니다.", "The customer cancelled."),
  PAY_PROCESS_ABORTED(400, "결제를 진행하지 못해 중단했습니다.", "The payment was aborted.");

  private final int status;
  private final String korean;
  private final String english;

  Code(int status, String korean, String english) {
    this.status = status;
    this.korean = korean;
    this.english = english;
  }

  int status() {
    return status;
  }

  String message(boolean inEnglish) {
    return inEnglish ? english : korean;
  }
}
