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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps headers in a folder, one file a pool, one line a header: base64 of the header, a space,
 * base64 of the signature. Lines of one length, appended by one write each, so several processes
 * may share the folder. A line is in the operating system's hands when {@link #append} returns: it
 * outlives the process, not the machine.
 */
public final class FileSink implements HeaderSink {

  /** Files kept open at once. */
  private static final int OPEN_MAX = 256;

  private static final int LINE =
      encodedLength(BlockHeader.BYTES) + 1 + encodedLength(Receipt.SIGNATURE_BYTES) + 1;

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
    String line = encode(header) + ' ' + encode(signature) + '\n';
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(US_ASCII));
    FileChannel channel = channel(pool);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public Optional<BlockHeader> last(UUID pool) throws IOException {
    Path file = file(pool);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      long whole = in.length() / LINE;
      if (whole == 0) {
        return Optional.empty();
      }
      byte[] line = new byte[LINE];
      in.seek((whole - 1) * LINE);
      in.readFully(line);
      return Optional.of(header(new String(line, US_ASCII)));
    }
  }

  /** The header in a line of the sink. */
  public static BlockHeader header(String line) {
    return BlockHeader.read(
        Base64.getDecoder().decode(line.substring(0, encodedLength(BlockHeader.BYTES))));
  }

  /** The file that holds the headers of {@code pool}. */
  public Path file(UUID pool) {
    return folder.resolve(pool + ".headers");
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
