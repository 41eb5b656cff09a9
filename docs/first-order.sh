#!/usr/bin/env bash
# A first order with curl alone: sign up, verify, order two products with a coupon and points, pay through the simulator of the gateway,
# look at the timeline, give one line back, and see that coupon, points, stock and money are right. Ends at the first thing that is not.
#
#   docs/first-order.sh [ADDRESS] [HOME]      defaults: http://127.0.0.1:8080 and data
#
# The operator is the first one's, as `./seonchak up` prints it; SEONCHAK_OPERATOR_EMAIL and SEONCHAK_OPERATOR_PASSWORD name another.
set -euo pipefail
shop=${1:-http://127.0.0.1:8080}
home=${2:-data}
run=$(date +%s)-$$
email=first-order-$run@example.kr
password='맑은 하늘 아래 '$run
operator=${SEONCHAK_OPERATOR_EMAIL:-operator@seonchak.local}
secret=${SEONCHAK_OPERATOR_PASSWORD:-$(cat "$home/secrets/operator-password")}
token=

say() { printf '\n== %s\n' "$1"; }
fail() { printf 'first-order: %s\n' "$1" >&2; exit 1; }

# call METHOD PATH [BODY]: the answer; ends the script unless its status is 2xx. Each POST has a key of its own.
call() {
  local answer status
  answer=$(curl -sS --max-time 20 -X "$1" "$shop$2" -H 'Content-Type: application/json' -H 'Accept-Language: en' \
    -H "Idempotency-Key: $run-$RANDOM-$RANDOM-$RANDOM" ${token:+-H "Authorization: Bearer $token"} \
    ${3:+--data-binary "$3"} -w '\n%{http_code}')
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  [[ $status == 2* ]] || fail "$1 $2 answered $status: $answer"
  printf '%s' "$answer"
}

# field NAME: the first value of that name in the JSON on the input.
field() { grep -oE "\"$1\":(\"[^\"]*\"|-?[0-9]+|true|false|null)" | head -n 1 | sed -E "s/^\"$1\"://; s/^\"(.*)\"\$/\\1/"; }

# expect WHAT FOUND EXPECTED
expect() {
  [ "$2" = "$3" ] || fail "$1 is '$2' (expected: '$3')"
  printf '   %-34s %s\n' "$1" "$2"
}

# until_is PATH FIELD VALUE: asks again, for half a minute at most, until the field has the value. What another part of the shop makes when
# it hears of something (the stock of a new product) is not there at first, so a refusal is no reason to end.
until_is() {
  local found=
  for _ in $(seq 150); do
    found=$( (call GET "$1" | field "$2") 2>&1) || true
    [ "$found" != "$3" ] || return 0
    sleep 0.2
  done
  fail "$2 of $1 is '$found' after 30 s (expected: '$3')"
}

say 'the operator has two products, ten of each, and a coupon of 10 %, at most 5,000 won'
token=$(call POST /api/sessions "{\"email\":\"$operator\",\"password\":\"$secret\"}" | field accessToken)
by_operator=$token
shoes=$(call POST /api/products '{"name":"운동화","price":30000,"stock":10}' | field productId)
shirt=$(call POST /api/products '{"name":"셔츠","price":20000,"stock":10}' | field productId)
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
tomorrow=$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v+1d +%Y-%m-%dT%H:%M:%SZ)
campaign=$(call POST /api/coupon-campaigns "{\"name\":\"첫 주문\",\"discount\":{\"percent\":10,\"max\":5000},\"quantity\":100,
  \"perMember\":1,\"opensAt\":\"$now\",\"closesAt\":\"$tomorrow\",\"validDays\":30,\"minOrder\":10000}" | field campaignId)
token=
until_is "/api/stock/$shoes" remaining 10
until_is "/api/stock/$shirt" remaining 10
until_is "/api/coupon-campaigns/$campaign" state OPEN

say "a member signs up and verifies the address ($email)"
member=$(call POST /api/members "{\"email\":\"$email\",\"password\":\"$password\",\"name\":\"홍길동\"}" | field memberId)
code=
for _ in $(seq 50); do
  mail=$(grep -ls "^To: $email" "$home"/mail/*.eml 2>/dev/null | head -n 1 || true)
  [ -z "$mail" ] || code=$(sed -nE 's/^Your code: ([0-9]{6}).*/\1/p' "$mail" | head -n 1)
  [ -z "$code" ] || break
  sleep 0.2
done
[ -n "$code" ] || fail "no mail to $email under $home/mail within 10 s (expected: one with a code)"
call POST /api/members/verify "{\"email\":\"$email\",\"code\":\"$code\"}" >/dev/null
by_member=$(call POST /api/sessions "{\"email\":\"$email\",\"password\":\"$password\"}" | field accessToken)

say 'the operator gives the member 5,000 points; the member takes the coupon'
token=$by_operator
call POST /api/operations/points "{\"memberId\":\"$member\",\"amount\":5000,\"reason\":\"환영합니다\"}" >/dev/null
token=$by_member
coupon=$(call POST "/api/coupon-campaigns/$campaign/claims" '{}' | field couponId)

say 'an order of both, with the coupon and 3,000 points'
order=$(call POST /api/orders "{\"lines\":[{\"productId\":\"$shoes\",\"quantity\":1},{\"productId\":\"$shirt\",\"quantity\":1}],
  \"couponId\":\"$coupon\",\"points\":3000,\"expectedTotal\":42000}" | field orderId)
until_is "/api/orders/$order" status AWAITING_PAYMENT
expect 'the coupon' "$(call GET /api/coupons | field status)" RESERVED
expect 'points held' "$(call GET /api/points | field held)" 3000
expect 'shoes left' "$(call GET "/api/stock/$shoes" | field remaining)" 9

say 'paid at the simulator'
key=$(call POST /toss-simulator/checkouts "{\"orderId\":\"$order\",\"orderName\":\"운동화 외 1건\",\"amount\":42000,\"method\":\"카드\",
  \"successUrl\":\"$shop/paid\",\"failUrl\":\"$shop/not-paid\"}" | field paymentKey)
expect 'the payment' "$(call POST /api/payments/confirm "{\"paymentKey\":\"$key\",\"orderId\":\"$order\",\"amount\":42000}" | field status)" PAID
until_is "/api/orders/$order" status PAID
until_is /api/points balance 2420
until_is /api/points held 0
until_is /api/coupons status USED

say 'the shoes go back: their 25,200 won, their 1,800 points; 252 of the earned points too'
view=$(call GET "/api/orders/$order")
line=$(printf '%s' "$view" | tr '{' '\n' | grep "$shoes" | field lineId)
call POST "/api/orders/$order/cancel" "{\"reason\":\"사이즈가 안 맞아요\",\"lines\":[{\"lineId\":\"$line\",\"quantity\":1}]}" >/dev/null
until_is "/api/orders/$order" status PARTIALLY_REFUNDED
until_is /api/points balance 3968
until_is "/api/stock/$shoes" remaining 10
expect 'shirts left' "$(call GET "/api/stock/$shirt" | field remaining)" 9
expect 'the coupon, until all goes back' "$(call GET /api/coupons | field status)" USED

say 'the timeline'
call GET "/api/orders/$order" | sed 's/.*"timeline"://' | tr '{' '\n' | sed -nE 's/.*"at":"([^"]*)".*/   \1  &/p' | cut -c1-140
printf '\nall is right: order %s\n' "$order"
