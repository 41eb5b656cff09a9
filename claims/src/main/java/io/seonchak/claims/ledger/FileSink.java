package io.seonchak.claims.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Keeps headers in a folder, one file a pool, one line a header: base64 of the header, a space,
 * base64 of the signature. Lines of one length, appended by one write each, so several processes
 * may share the folder. A line is in the operating system's hands when {@link #append} returns: it
 * outlives the process, not the machine.
 */
public final class FileSink implements HeaderSink {

  /** Files kept open at once. */
  private static final int OPEN_MAX = 256;

  private static final String SUFFIX = ".headers";

  /** Bytes of a line, its end included. */
  static final int LINE =
      encodedLength(BlockHeader.BYTES) + 1 + encodedLength(Receipt.SIGNATURE_BYTES) + 1;

  /**
   * Several processes append, so the newest header is among the last lines, not always the last.
   */
  private static final int NEWEST_AMONG = 64;

  private static final Comparator<BlockHeader> BY_AGE =
      Comparator.comparingLong(BlockHeader::atMicros).thenComparingLong(BlockHeader::blockNo);

  private final Path folder;
  private final Map<UUID, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A sink in {@code folder}, which is created.
   *
   * @throws IOException when it cannot be
   */
  public FileSink(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  @Override
  public synchronized void append(UUID pool, byte[] header, byte[] signature) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line(header, signature).getBytes(US_ASCII));
    FileChannel channel = channel(pool);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public Optional<BlockHeader> last(UUID pool) throws IOException {
    return newestLine(pool).map(FileSink::header);
  }

  /**
   * The line of the newest header, without its end.
   *
   * @throws IOException when it cannot be read
   */
  public Optional<String> newestLine(UUID pool) throws IOException {
    return lastLines(pool).stream().max(Comparator.comparing(FileSink::header, BY_AGE));
  }

  /**
   * The pools of which there are headers, in the order of their ids as text.
   *
   * @throws IOException when the folder cannot be read
   */
  public List<UUID> pools() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .sorted()
          .map(name -> UUID.fromString(name.substring(0, name.length() - SUFFIX.length())))
          .toList();
    }
  }

  /**
   * Makes what was appended for {@code pool} outlive the machine's failing, too.
   *
   * @throws IOException when that is not sure
   */
  public synchronized void force(UUID pool) throws IOException {
    channel(pool).force(false);
  }

  /** The one that was decided later. */
  static BlockHeader newer(BlockHeader one, BlockHeader other) {
    return BY_AGE.compare(one, other) >= 0 ? one : other;
  }

  /** The line of a header. */
  static String line(byte[] header, byte[] signature) {
    return encode(header) + ' ' + encode(signature) + '\n';
  }

  private List<String> lastLines(UUID pool) throws IOException {
    Path file = file(pool);
    if (!Files.exists(file)) {
      return List.of();
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      long whole = in.length() / LINE;
      int count = (int) Math.min(whole, NEWEST_AMONG);
      byte[] lines = new byte[count * LINE];
      in.seek((whole - count) * LINE);
      in.readFully(lines);
      return new String(lines, US_ASCII).lines().toList();
    }
  }

  /** The header in a line of the sink. */
  public static BlockHeader header(String line) {
    return BlockHeader.read(
        Base64.getDecoder().decode(line.substring(0, encodedLength(BlockHeader.BYTES))));
  }

  /**
   * The signature in a line of the sink.
   *
   * @throws IllegalArgumentException when there is none
   */
  static byte[] signature(String line) {
    if (line.length() != LINE - 1) {
      throw new IllegalArgumentException(
          "line: %d characters (expected: %d)".formatted(line.length(), LINE - 1));
    }
    return Base64.getDecoder().decode(line.substring(encodedLength(BlockHeader.BYTES) + 1));
  }

  /** The file that holds the headers of {@code pool}. */
  public Path file(UUID pool) {
    return folder.resolve(pool + SUFFIX);
  }

  @Override
  public synchronized void close() throws IOException {
    for (FileChannel channel : open.values()) {
      channel.close();
    }
    open.clear();
  }

  private FileChannel channel(UUID pool) throws IOException {
    FileChannel known = open.get(pool);
    if (known != null && known.isOpen()) {
      return known;
    }
    // A thread interrupted while it wrote has closed its channel; the next one opens another.
    open.remove(pool);
    if (open.size() >= OPEN_MAX) {
      var eldest = open.entrySet().iterator();
      eldest.next().getValue().close();
      eldest.remove();
    }
    FileChannel channel =
        FileChannel.open(file(pool), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    open.put(pool, channel);
    return channel;
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static int encodedLength(int bytes) {
    return (bytes + 2) / 3 * 4;
  }
}
