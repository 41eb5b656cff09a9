package io.seonchak.platform.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.ProblemCode;
import io.seonchak.platform.problem.ProblemJson;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows from a request's bytes alone whether it can be turned away as it is: a request to the API,
 * all of it here, nothing behind it, with nothing that a proxy and the container could understand
 * in two ways. Whatever it does not know at first sight is none of its business; the container
 * looks at it. Thread-safe.
 */
final class Usher {

  private static final byte[] API = bytes(" /api/");
  private static final byte[] CLAIMS = bytes("/claims");
  private static final byte[] VERSION = bytes(" HTTP/1.1");
  private static final byte[] LENGTH = bytes("content-length");
  private static final byte[] CONNECTION = bytes("connection");
  private static final byte[] KEPT = bytes("keep-alive");
  private static final byte[] LANGUAGE = bytes("accept-language");
  private static final byte[] ENGLISH = bytes("en");

  /** Headers after which an answer and a kept connection would not be all there is to it. */
  private static final byte[][] CLOSER_LOOK = {
    bytes("transfer-encoding"), bytes("expect"), bytes("upgrade"), bytes("content-encoding")
  };

  private static final byte[] POST = bytes("POST");
  private static final byte[][] METHODS = {
    POST, bytes("GET"), bytes("DELETE"), bytes("PUT"), bytes("PATCH")
  };

  private static final int LENGTH_DIGITS_MAX = 5;

  private static final byte[] KOREAN_ANSWER = answer(CommonProblem.BUSY, false);
  private static final byte[] ENGLISH_ANSWER = answer(CommonProblem.BUSY, true);

  private final byte[] request;
  private final int end;
  private int at;
  private int length = -1;
  private boolean english;
  private boolean claim;

  private Usher(byte[] request, int end) {
    this.request = request;
    this.end = end;
  }

  /**
   * The whole answer to a request that can be turned away as it is.
   *
   * @param request what has come, from its first byte to {@code end}
   * @param onlyClaims whether there is room for all but claims
   * @return null when somebody has to look closer
   */
  static @Nullable ByteBuffer turnsAway(byte[] request, int end, boolean onlyClaims) {
    var usher = new Usher(request, end);
    if (!usher.knows() || (onlyClaims && !usher.claim)) {
      return null;
    }
    return ByteBuffer.wrap(usher.english ? ENGLISH_ANSWER : KOREAN_ANSWER);
  }

  private boolean knows() {
    if (!knowsLine()) {
      return false;
    }
    while (at < end && request[at] != '\r') {
      if (!knowsHeader()) {
        return false;
      }
    }
    int body = at + 2;
    return body <= end && request[at + 1] == '\n' && end - body == Math.max(0, length);
  }

  private boolean knowsLine() {
    int line = lineEnd();
    for (byte[] method : METHODS) {
      if (starts(method, 0) && starts(API, method.length)) {
        int target = line - VERSION.length;
        boolean plain = target > 0 && starts(VERSION, target);
        claim = plain && starts(POST, 0) && starts(CLAIMS, Math.max(0, target - CLAIMS.length));
        at = line + 2;
        return plain;
      }
    }
    return false;
  }

  private boolean knowsHeader() {
    int line = lineEnd();
    int colon = at;
    while (colon < line && isName(request[colon])) {
      colon++;
    }
    if (line < 0 || colon == at || colon == line || request[colon] != ':') {
      return false;
    }
    for (byte[] name : CLOSER_LOOK) {
      if (isNamed(name, colon)) {
        return false;
      }
    }
    int value = colon + 1;
    while (value < line && request[value] == ' ') {
      value++;
    }
    if (isNamed(CONNECTION, colon) && !is(KEPT, value, line)) {
      return false;
    }
    if (isNamed(LENGTH, colon)) {
      if (length >= 0 || !readLength(value, line)) {
        return false;
      }
    } else if (isNamed(LANGUAGE, colon)) {
      english = matches(ENGLISH, value);
    }
    at = line + 2;
    return true;
  }

  private boolean readLength(int from, int to) {
    if (from == to || to - from > LENGTH_DIGITS_MAX) {
      return false;
    }
    int read = 0;
    for (int i = from; i < to; i++) {
      if (request[i] < '0' || request[i] > '9') {
        return false;
      }
      read = 10 * read + request[i] - '0';
    }
    length = read;
    return true;
  }

  /** Where the line ends that begins at {@link #at}; -1 if it does not, or not with CR and LF. */
  private int lineEnd() {
    for (int i = at; i < end; i++) {
      if (request[i] == '\n') {
        return -1;
      }
      if (request[i] == '\r') {
        return i + 1 < end && request[i + 1] == '\n' ? i : -1;
      }
    }
    return -1;
  }

  private static boolean isName(byte each) {
    byte small = small(each);
    return (small >= 'a' && small <= 'z') || (each >= '0' && each <= '9') || each == '-';
  }

  private static byte small(byte each) {
    return each >= 'A' && each <= 'Z' ? (byte) (each + ' ') : each;
  }

  private boolean starts(byte[] with, int from) {
    if (from + with.length > end) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (request[from + i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isNamed(byte[] name, int colon) {
    return colon - at == name.length && matches(name, at);
  }

  private boolean is(byte[] small, int from, int to) {
    return to - from == small.length && matches(small, from);
  }

  /** The same letters, small or capital. */
  private boolean matches(byte[] small, int from) {
    if (from + small.length > end) {
      return false;
    }
    for (int i = 0; i < small.length; i++) {
      if (small(request[from + i]) != small[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] answer(ProblemCode code, boolean english) {
    byte[] body = ProblemJson.bytes(code, Map.of(), english, null);
    byte[] head =
        bytes(
            "HTTP/1.1 %d \r\nRetry-After: %d\r\nCache-Control: no-store\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(
                    code.status(),
                    ProblemAdvice.RETRY_AFTER_SECONDS,
                    ProblemJson.MEDIA_TYPE,
                    body.length));
    byte[] answer = new byte[head.length + body.length];
    System.arraycopy(head, 0, answer, 0, head.length);
    System.arraycopy(body, 0, answer, head.length, body.length);
    return answer;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
