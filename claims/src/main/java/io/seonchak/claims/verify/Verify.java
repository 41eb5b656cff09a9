package io.seonchak.claims.verify;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.Receipt;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code seonchak verify}: whether a receipt, an export or a database is true. */
public final class Verify {

  /** All is true. */
  public static final int TRUE = 0;

  /** Something is false; the first place was printed. */
  public static final int FALSE = 1;

  /** The arguments are not understood, or something cannot be read. */
  public static final int USAGE = 2;

  private static final String HELP =
      """
      seonchak verify receipt KEYS RECEIPT            a receipt (text or file) against the published keys
      seonchak verify export KEYS PAGE...             pages of GET /api/drops/{id}/ledger, from the first block
      seonchak verify database URL SCHEMA [SINK]      every ledger of a database, and the witness's folder
      KEYS is the answer of /.well-known/seonchak/keys, in a file. The database's user and password
      come from SEONCHAK_POSTGRES_USERNAME and SEONCHAK_POSTGRES_PASSWORD.
      """;

  private final PrintStream out;

  private Verify(PrintStream out) {
    this.out = out;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, System.out));
  }

  /** Runs the command; {@link #TRUE}, {@link #FALSE} or {@link #USAGE}. */
  public static int run(String[] args, PrintStream out) {
    List<String> words = Arrays.asList(args);
    var verify = new Verify(out);
    try {
      String what = words.isEmpty() ? "" : words.getFirst();
      if (what.equals("receipt") && words.size() == 3) {
        return verify.receipt(words.get(1), words.get(2));
      }
      if (what.equals("export") && words.size() >= 3) {
        return verify.export(words.get(1), words.subList(2, words.size()));
      }
      if (what.equals("database") && (words.size() == 3 || words.size() == 4)) {
        return verify.database(words.subList(1, words.size()));
      }
      out.print(HELP);
      return USAGE;
    } catch (IOException | SQLException | IllegalArgumentException e) {
      out.println("cannot be verified: " + e.getMessage());
      return USAGE;
    }
  }

  private int receipt(String keys, String receipt) throws IOException {
    Path file = Path.of(receipt.length() < 255 ? receipt : ".");
    String text = Files.isRegularFile(file) ? Files.readString(file).strip() : receipt;
    Optional<Finding> finding;
    try {
      Receipt read = Receipt.parse(text);
      finding = LedgerCheck.receipt(read, keys(keys));
      if (finding.isEmpty()) {
        Entry entry = Entry.read(ByteBuffer.wrap(read.entry()));
        BlockHeader header = BlockHeader.read(read.header());
        out.printf(
            "TRUE  pool %s block %d: %s number %d, %d unit(s), claim %s, at %s%n",
            header.pool(),
            header.blockNo(),
            entry.type(),
            entry.grantNo(),
            entry.quantity(),
            entry.claim(),
            entry.at());
        return TRUE;
      }
    } catch (IllegalArgumentException e) {
      finding = Optional.of(new Finding("receipt", String.valueOf(e.getMessage())));
    }
    return report(finding);
  }

  private int export(String keys, List<String> pages) throws IOException {
    var check = new LedgerCheck(keys(keys));
    for (String page : pages) {
      for (Block block : Export.blocks(Files.readString(Path.of(page)))) {
        Optional<Finding> finding = check.next(block);
        if (finding.isPresent()) {
          return report(finding);
        }
      }
    }
    out.printf(
        "TRUE  %d blocks, %d grants, %d units live%n",
        check.blockNo(), check.grantNo(), check.live());
    return TRUE;
  }

  private int database(List<String> words) throws SQLException, IOException {
    String user = System.getenv().getOrDefault("SEONCHAK_POSTGRES_USERNAME", "seonchak");
    String password = System.getenv().getOrDefault("SEONCHAK_POSTGRES_PASSWORD", "");
    FileSink sink = words.size() == 3 ? new FileSink(Path.of(words.get(2))) : null;
    try (Connection connection = DriverManager.getConnection(words.getFirst(), user, password)) {
      DatabaseCheck.Result result = new DatabaseCheck(connection, words.get(1), sink).check();
      result.findings().forEach(finding -> out.println("FALSE " + finding));
      out.printf(
          "%s  %d pools, %d blocks, %d claims%n",
          result.findings().isEmpty() ? "TRUE" : "FALSE",
          result.pools(),
          result.blocks(),
          result.claims());
      return result.findings().isEmpty() ? TRUE : FALSE;
    } finally {
      if (sink != null) {
        sink.close();
      }
    }
  }

  private int report(Optional<Finding> finding) {
    finding.ifPresent(found -> out.println("FALSE " + found));
    return finding.isEmpty() ? TRUE : FALSE;
  }

  private static Map<Long, byte[]> keys(String file) throws IOException {
    return Export.keys(Files.readString(Path.of(file)));
  }
}
