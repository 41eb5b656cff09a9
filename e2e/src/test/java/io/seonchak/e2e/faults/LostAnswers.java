package io.seonchak.e2e.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A way to a server on which questions arrive and answers are lost: as soon as the server has
 * answered, the connection ends without a word.
 */
final class LostAnswers implements AutoCloseable {

  private static final int BUFFER = 16 * 1024;

  private final ServerSocket door;
  private final int target;
  private final CountDownLatch lost = new CountDownLatch(1);

  LostAnswers(int target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("lost-answers").start(this::serve);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Whether an answer was lost by now; waits for it a little. */
  boolean lostOne() throws InterruptedException {
    return lost.await(2, TimeUnit.SECONDS);
  }

  private void serve() {
    try (Socket client = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      Thread.ofVirtual().start(() -> forward(client, server));
      if (server.getInputStream().read() >= 0) {
        lost.countDown();
      }
    } catch (IOException e) {
      // It was closed; then nothing was lost, and lostOne() says so.
    }
  }

  private static void forward(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      var bytes = new byte[BUFFER];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        to.getOutputStream().write(bytes, 0, count);
      }
    } catch (IOException e) {
      // The answer came, and both ends were closed.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
