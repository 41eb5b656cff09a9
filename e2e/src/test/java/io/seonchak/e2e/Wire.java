package io.seonchak.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to somebody who listens on this machine, as bad as a test wants it. What it holds back
 * comes when it is whole again, as over a network that was cut.
 */
final class Wire implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  private final int target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private boolean cut;
  private volatile boolean resets;
  private volatile Duration late = Duration.ZERO;

  Wire(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  String address() {
    return "http://127.0.0.1:" + port();
  }

  /** Nothing comes through, and nobody is told. */
  synchronized void cut() {
    cut = true;
  }

  /** Every connection is reset, also each new one. */
  void reset() {
    resets = true;
    open.forEach(Wire::resetIt);
  }

  /** What comes back comes so much later. */
  void late(Duration by) {
    late = by;
  }

  /** It is well again. */
  synchronized void heal() {
    cut = false;
    resets = false;
    late = Duration.ZERO;
    notifyAll();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        Thread.ofVirtual().start(() -> join(from));
      } catch (IOException e) {
        // Closed, or nobody was there any more.
      }
    }
  }

  private void join(Socket from) {
    open.add(from);
    if (resets) {
      resetIt(from);
      return;
    }
    try {
      var to = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(to);
      to.setTcpNoDelay(true);
      from.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pump(from, to, false));
      pump(to, from, true);
    } catch (IOException e) {
      resetIt(from);
    }
  }

  private void pump(Socket from, Socket to, boolean back) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (back && !late.isZero()) {
          Thread.sleep(late);
        }
        awaitWhole();
        out.write(chunk, 0, read);
      }
    } catch (IOException e) {
      // One end is gone, so the other goes, too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private synchronized void awaitWhole() throws InterruptedException {
    while (cut) {
      wait();
    }
  }

  private static void resetIt(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // It is closed already.
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    heal();
    open.forEach(Wire::resetIt);
  }
}
