package io.seonchak.rehearsal;

import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.rehearsal.Line.Kind;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The crowd's side, a process of its own: one thread, non-blocking connections, an open model
 * (people come by the clock, whether or not earlier ones have been answered). Sends to the loopback
 * address only, a bounded number of requests, and ends by itself.
 */
public final class Load {

  static final int PREPARED_MAX = 200_000;
  static final long END_AFTER_NANOS = 180_000_000_000L;

  private static final long RETRY_NANOS = 100_000_000L;
  private static final int RETRY_DOUBLINGS = 4;
  private static final long RETRY_NANOS_MAX = 2_000_000_000L;
  private static final long RETURN_NANOS = 800_000_000L;
  private static final int BUFFER = 16 * 1024;
  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

  /** Something to send at a moment. */
  private static final class Action implements Comparable<Action> {
    final Kind kind;
    final int member;
    final int instance;
    final int attempt;
    final long at;
    final @Nullable UUID claim;

    Action(Kind kind, int member, int instance, int attempt, long at, @Nullable UUID claim) {
      this.kind = kind;
      this.member = member;
      this.instance = instance;
      this.attempt = attempt;
      this.at = at;
      this.claim = claim;
    }

    @Override
    public int compareTo(Action other) {
      return Long.compare(at, other.at);
    }
  }

  private static final class Connection {
    final int instance;
    final byte[] bytes = new byte[BUFFER];
    final ByteBuffer in = ByteBuffer.wrap(bytes);
    @Nullable SocketChannel channel;
    @Nullable Action action;
    ByteBuffer out = ByteBuffer.allocate(0);
    long sent;
    long giveUpAt = Long.MAX_VALUE;

    Connection(int instance) {
      this.instance = instance;
    }
  }

  /** Packs a little less and takes a fraction of the time. */
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private final Crowd crowd;
  private final int attemptsMax;
  private final int[] ports;
  private final UUID drop;
  private final Tickets tickets;
  private final Instant expiresAt;
  private final long opening;
  private final BufferedWriter log;
  private final Selector selector;
  private final PriorityQueue<Action> due = new PriorityQueue<>();
  private final List<Deque<Action>> backlog = new ArrayList<>();
  private final List<Deque<Connection>> free = new ArrayList<>();
  private final List<Connection> all = new ArrayList<>();
  private final boolean[] granted;
  private final byte[][] prepared;
  private long lateMax;
  private int inFlight;

  private Load(Properties plan, BufferedWriter log) throws IOException {
    this.crowd = new Crowd(Plan.of(plan));
    this.attemptsMax = Integer.parseInt(plan.getProperty("attempts"));
    int connections = Integer.parseInt(plan.getProperty("connections"));
    this.drop = UUID.fromString(plan.getProperty("drop"));
    this.tickets = new Tickets(new Secrets(Path.of(plan.getProperty("home"))).text(Tickets.SECRET));
    Instant opensAt = Instant.parse(plan.getProperty("opens-at"));
    this.expiresAt = Instant.now().plusSeconds(590);
    this.opening =
        System.nanoTime() + (opensAt.toEpochMilli() - System.currentTimeMillis()) * 1_000_000;
    this.log = log;
    this.selector = Selector.open();
    this.granted = new boolean[crowd.size()];
    this.prepared = new byte[Math.min(crowd.size(), PREPARED_MAX)][];
    for (int member = 0; member < prepared.length; member++) {
      prepared[member] = write(new Action(Kind.CLAIM, member, 0, 1, 0, null));
    }
    String[] listed = plan.getProperty("ports").split(",", -1);
    this.ports = new int[listed.length];
    for (int i = 0; i < listed.length; i++) {
      ports[i] = Integer.parseInt(listed[i]);
      backlog.add(new ArrayDeque<>());
      free.add(new ArrayDeque<>());
      for (int c = 0; c < connections / listed.length; c++) {
        var connection = new Connection(i);
        all.add(connection);
        free.get(i).add(connection);
      }
    }
  }

  /**
   * Runs plans. Each line it reads names a plan's file and, after a tab, where the log goes; when a
   * crowd is done it answers with a line: how many milliseconds it ever was late, and its CPU
   * milliseconds. Ends with its input.
   */
  public static void main(String[] args) throws IOException {
    try (var orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        String[] files = line.split("\t", 2);
        Duration before = cpu();
        long lateMillis = run(Path.of(files[0]), Path.of(files[1]));
        System.out.println(lateMillis + " " + cpu().minus(before).toMillis());
      }
    }
  }

  /** Runs one plan; how many milliseconds it ever was late. */
  static long run(Path file, Path to) throws IOException {
    var plan = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      plan.load(reader);
    }
    try (var log =
        new BufferedWriter(
            new OutputStreamWriter(
                new QuickGzip(Files.newOutputStream(to)), StandardCharsets.US_ASCII),
            1 << 16)) {
      var load = new Load(plan, log);
      try {
        load.run();
      } finally {
        load.all.forEach(Load::close);
        load.selector.close();
      }
      return load.lateMax / 1_000_000;
    }
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void run() throws IOException {
    for (int member = 0; member < crowd.size(); member++) {
      long at = opening + crowd.arrival(member);
      due.add(new Action(Kind.CLAIM, member, member % ports.length, 1, at, null));
      if (crowd.asksTwice(member)) {
        due.add(new Action(Kind.CLAIM, member, (member + 1) % ports.length, 1, at, null));
      }
    }
    long end = opening + END_AFTER_NANOS;
    boolean over = false;
    while (!over && System.nanoTime() < end) {
      long now = System.nanoTime();
      release(now);
      giveUp(now);
      selector.select(this::ready, 1);
      over = due.isEmpty() && inFlight == 0 && backlog.stream().allMatch(Deque::isEmpty);
    }
  }

  private void release(long now) throws IOException {
    while (!due.isEmpty() && due.peek().at <= now) {
      Action action = due.poll();
      if (action != null) {
        if (action.kind == Kind.CLAIM && action.attempt > 1 && granted[action.member]) {
          continue;
        }
        lateMax = Math.max(lateMax, action.attempt == 1 ? now - action.at : 0);
        start(action);
      }
    }
  }

  private void start(Action action) throws IOException {
    Connection connection = free.get(action.instance).poll();
    if (connection == null) {
      backlog.get(action.instance).add(action);
      return;
    }
    inFlight++;
    connection.action = action;
    connection.in.clear();
    connection.out = ByteBuffer.wrap(request(action));
    connection.sent = System.nanoTime();
    boolean hangsUp =
        action.kind == Kind.CLAIM && action.attempt == 1 && crowd.impatient(action.member);
    connection.giveUpAt =
        connection.sent
            + (hangsUp ? 2_000_000L + action.member % 40 * 1_000_000L : 15_000_000_000L);
    SocketChannel channel = connection.channel;
    if (channel == null) {
      connect(connection);
    } else {
      write(connection, channel);
    }
  }

  private void connect(Connection connection) {
    try {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connection.channel = channel;
      channel.register(selector, SelectionKey.OP_CONNECT, connection);
      channel.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), ports[connection.instance]));
    } catch (IOException e) {
      broken(connection);
    }
  }

  private void write(Connection connection, SocketChannel channel) {
    try {
      channel.write(connection.out);
      int interest =
          connection.out.hasRemaining()
              ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
              : SelectionKey.OP_READ;
      channel.keyFor(selector).interestOps(interest);
    } catch (IOException e) {
      broken(connection);
    }
  }

  private void ready(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    SocketChannel channel = connection.channel;
    if (channel == null || !key.isValid()) {
      return;
    }
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        write(connection, channel);
      } else if (key.isWritable()) {
        write(connection, channel);
      } else if (key.isReadable()) {
        if (channel.read(connection.in) < 0) {
          broken(connection);
        } else if (whole(connection.bytes, connection.in.position())) {
          answered(connection);
        }
      }
    } catch (IOException e) {
      broken(connection);
    }
  }

  private void answered(Connection connection) {
    long now = System.nanoTime();
    Action action = connection.action;
    if (action == null) {
      return;
    }
    String text =
        new String(connection.bytes, 0, connection.in.position(), StandardCharsets.ISO_8859_1);
    int status = Integer.parseInt(text.substring(9, 12));
    String claim = field(text, "\"claimId\":\"", '"');
    boolean yes = action.kind == Kind.CLAIM && (status == 200 || status == 201);
    String sequence = yes ? field(text, "\"sequence\":", ',') : "";
    String code = field(text, "\"code\":\"", '"');
    record(
        new Line(
            action.kind,
            action.member,
            action.instance,
            action.at - opening,
            connection.sent - opening,
            now - opening,
            status,
            code,
            sequence.isEmpty() ? 0 : Long.parseLong(sequence),
            claim.isEmpty() ? null : UUID.fromString(claim)));
    if (!field(text, "\r\nConnection: close", '\n').isEmpty()) {
      // Tomcat ends a connection with a 503; whoever used it again would hear nothing.
      close(connection);
    }
    done(connection);
    follow(action, status, code, claim, now, field(text, "\r\nRetry-After: ", '\r'));
  }

  /** What people do next. */
  private void follow(
      Action action, int status, String code, String claim, long now, String retryAfter) {
    int other = (action.instance + 1) % ports.length;
    if (status >= 500 || status == 429) {
      again(action, other, now + wait(action, retryAfter));
    } else if (action.kind == Kind.CLAIM && status < 300) {
      if (!granted[action.member] && crowd.givesBack(action.member)) {
        due.add(
            new Action(
                Kind.RETURN, action.member, other, 1, now + RETURN_NANOS, UUID.fromString(claim)));
      }
      granted[action.member] = true;
    } else if (code.equals("NOT_OPEN_YET")) {
      long later = Math.max(now, opening) + 1_000_000L * (action.member % 500);
      due.add(
          new Action(Kind.CLAIM, action.member, action.instance, action.attempt + 1, later, null));
    } else if (action.kind == Kind.CLAIM && code.equals("ALL_HELD") && crowd.waits(action.member)) {
      due.add(new Action(Kind.WAIT, action.member, other, 1, now + 100_000_000L, null));
    }
  }

  /** As long as the answer says, else longer each time; never all in the same instant. */
  private static long wait(Action action, String retryAfter) {
    long asked =
        retryAfter.isEmpty()
            ? RETRY_NANOS << Math.min(action.attempt, RETRY_DOUBLINGS)
            : Long.parseLong(retryAfter) * 1_000_000_000L;
    return Math.min(asked, RETRY_NANOS_MAX) + action.member % 100 * 1_000_000L;
  }

  private void again(Action action, int instance, long at) {
    if (action.attempt < attemptsMax) {
      due.add(
          new Action(action.kind, action.member, instance, action.attempt + 1, at, action.claim));
    }
  }

  /** The line went dead: nobody knows what became of it, so it is asked again with the same key. */
  private void broken(Connection connection) {
    Action action = connection.action;
    close(connection);
    if (action != null) {
      long now = System.nanoTime();
      record(
          new Line(
              action.kind,
              action.member,
              action.instance,
              action.at - opening,
              connection.sent - opening,
              -1,
              0,
              "NO_ANSWER",
              0,
              null));
      done(connection);
      again(action, (action.instance + 1) % ports.length, now + wait(action, ""));
    }
  }

  private void giveUp(long now) {
    for (Connection connection : all) {
      if (connection.action != null && now > connection.giveUpAt) {
        broken(connection);
      }
    }
  }

  private void done(Connection connection) {
    inFlight--;
    connection.action = null;
    connection.giveUpAt = Long.MAX_VALUE;
    free.get(connection.instance).push(connection);
    Action next = backlog.get(connection.instance).poll();
    if (next != null) {
      try {
        start(next);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static void close(Connection connection) {
    SocketChannel channel = connection.channel;
    connection.channel = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  private void record(Line line) {
    try {
      log.write(line.text());
      log.write('\n');
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Claims are written out before the opening, so that the clock does not wait for them. */
  private byte[] request(Action action) {
    boolean ready = action.kind == Kind.CLAIM && action.member < prepared.length;
    return ready ? prepared[action.member] : write(action);
  }

  private byte[] write(Action action) {
    String ticket = tickets.issue(new Tickets.Ticket(crowd.id(action.member), drop, 1, expiresAt));
    String path =
        switch (action.kind) {
          case CLAIM -> "POST /api/drops/" + drop + "/claims";
          case RETURN -> "DELETE /api/drops/" + drop + "/claims/" + action.claim;
          case WAIT -> "POST /api/drops/" + drop + "/waiting-list";
        };
    String body = action.kind == Kind.CLAIM ? "{\"quantity\":1}" : "";
    String head =
        path
            + " HTTP/1.1\r\nHost: localhost\r\nDrop-Ticket: "
            + ticket
            + "\r\nIdempotency-Key: member-"
            + action.member
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    return head.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the buffer holds a whole answer. */
  private static boolean whole(byte[] bytes, int end) {
    int head = indexOf(bytes, end, HEAD_END);
    if (head < 0) {
      return false;
    }
    String text = new String(bytes, 0, head + 2, StandardCharsets.ISO_8859_1);
    String length = field(text, "\r\nContent-Length: ", '\r');
    if (!length.isEmpty()) {
      return end >= head + 4 + Integer.parseInt(length);
    }
    if (text.contains("chunked")) {
      String tail =
          new String(bytes, Math.max(0, end - 5), Math.min(5, end), StandardCharsets.ISO_8859_1);
      return tail.equals("0\r\n\r\n");
    }
    return true;
  }

  private static int indexOf(byte[] bytes, int end, byte[] sought) {
    for (int i = 0; i + sought.length <= end; i++) {
      int j = 0;
      while (j < sought.length && bytes[i + j] == sought[j]) {
        j++;
      }
      if (j == sought.length) {
        return i;
      }
    }
    return -1;
  }

  private static String field(String text, String before, char end) {
    int at = text.indexOf(before);
    if (at < 0) {
      return "";
    }
    int from = at + before.length();
    int to = text.indexOf(end, from);
    return to < 0 ? "" : text.substring(from, to);
  }
}
