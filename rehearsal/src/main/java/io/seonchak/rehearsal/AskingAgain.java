package io.seonchak.rehearsal;

import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.Receipt;
import io.seonchak.claims.verify.LedgerCheck;
import io.seonchak.platform.security.Tickets;
import io.seonchak.rehearsal.HistoryChecker.AskedAgain;
import io.seonchak.rehearsal.HistoryChecker.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * When all is over, claims are asked for once more with the key they were made with: all those
 * whose answer nobody saw, and a sample of the others. Who got his from the waiting list has no
 * such key and reads his claims.
 */
final class AskingAgain {

  /** How many claims with a known answer are asked for again. */
  static final int SAMPLE = 500;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> addresses;
  private final UUID drop;
  private final Tickets tickets;
  private final Map<Long, byte[]> keys;
  private final Map<UUID, Integer> members = new HashMap<>();
  private final Set<UUID> retrievable = new HashSet<>();
  private final Map<UUID, String> refused = new LinkedHashMap<>();
  private final List<String> receiptFindings = new ArrayList<>();

  /**
   * A round of questions.
   *
   * @param addresses of the instances, asked in turn
   * @param keys that may sign receipts
   */
  AskingAgain(
      List<String> addresses, UUID drop, Tickets tickets, Map<Long, byte[]> keys, Crowd crowd) {
    this.addresses = addresses;
    this.drop = drop;
    this.tickets = tickets;
    this.keys = keys;
    for (int i = 0; i < crowd.size(); i++) {
      members.put(crowd.id(i), i);
    }
  }

  /** Asks, and tells what became of it. */
  AskedAgain ask(List<Row> rows, List<Line> lines, List<Entry> entries)
      throws IOException, InterruptedException {
    Set<UUID> told = new HashSet<>();
    lines.stream().filter(Line::granted).forEach(line -> told.add(line.claim()));
    Set<UUID> offered = new HashSet<>();
    entries.stream()
        .filter(entry -> entry.reason() == Entry.FROM_WAITING_LIST)
        .forEach(entry -> offered.add(entry.claim()));
    int every = Math.max(1, rows.size() / SAMPLE);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (!told.contains(row.claim()) || i % every == 0) {
        ask(row, offered.contains(row.claim()), addresses.get(i % addresses.size()));
      }
    }
    return new AskedAgain(retrievable, refused, receiptFindings);
  }

  private void ask(Row row, boolean offered, String address)
      throws IOException, InterruptedException {
    if (offered && !row.live()) {
      retrievable.add(row.claim());
      return;
    }
    HttpResponse<String> answer = offered ? read(row, address) : claim(row, address);
    String body = answer.body();
    if (answer.statusCode() >= 300 || !body.contains(row.claim().toString())) {
      refused.put(row.claim(), answer.statusCode() + " " + body);
      return;
    }
    retrievable.add(row.claim());
    receipt(row, body);
  }

  private void receipt(Row row, String body) {
    String before = "\"receipt\":\"";
    int from = body.indexOf(before) + before.length();
    try {
      Receipt receipt = Receipt.parse(body.substring(from, body.indexOf('"', from)));
      LedgerCheck.receipt(receipt, keys).ifPresent(f -> receiptFindings.add(f.toString()));
      Entry entry = Entry.read(ByteBuffer.wrap(receipt.entry()));
      if (!entry.claim().equals(row.claim()) || entry.grantNo() != row.sequence()) {
        receiptFindings.add(
            "the receipt of claim %s is that of %s".formatted(row.claim(), entry.claim()));
      }
    } catch (IllegalArgumentException e) {
      receiptFindings.add("claim %s: %s".formatted(row.claim(), e.getMessage()));
    }
  }

  private HttpResponse<String> claim(Row row, String address)
      throws IOException, InterruptedException {
    HttpRequest request =
        to(address + "/api/drops/" + drop + "/claims", row)
            .header("Idempotency-Key", "member-" + members.get(row.person()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"quantity\":1}"))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> read(Row row, String address)
      throws IOException, InterruptedException {
    HttpRequest request = to(address + "/api/drops/" + drop + "/claims/mine", row).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String address, Row row) {
    String ticket =
        tickets.issue(new Tickets.Ticket(row.person(), drop, 1, Instant.now().plusSeconds(60)));
    return HttpRequest.newBuilder(URI.create(address)).header("Drop-Ticket", ticket);
  }
}
