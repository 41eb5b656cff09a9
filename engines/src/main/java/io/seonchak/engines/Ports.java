package io.seonchak.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Loopback ports, each remembered in a file, so that the next start has the same. Thread-safe. */
final class Ports {

  /** Engines that start at once must not be given the same: a port is free until it is used. */
  private static final Map<Integer, Path> GIVEN = new ConcurrentHashMap<>();

  private static final int ATTEMPTS_MAX = 100;

  private Ports() {}

  /** The port a file remembers if it is free, else another. */
  static int take(Path file) {
    int wanted = remembered(file);
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
      int port = free(wanted);
      if (GIVEN.computeIfAbsent(port, given -> file).equals(file)) {
        remember(file, port);
        return port;
      }
      wanted = 0;
    }
    throw new EngineException("no free port on the loopback address for " + file.getFileName());
  }

  private static void remember(Path file, int port) {
    try {
      Files.writeString(file, Integer.toString(port));
    } catch (IOException e) {
      throw new EngineException("port file %s cannot be written".formatted(file), e);
    }
  }

  /** 0, any port, when none is known; a file cut short by a crash is no knowledge. */
  private static int remembered(Path file) {
    try {
      return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    } catch (NumberFormatException e) {
      return 0;
    } catch (IOException e) {
      throw new EngineException("port file %s cannot be read".formatted(file), e);
    }
  }

  private static int free(int wanted) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(Engine.LOOPBACK), wanted));
      return socket.getLocalPort();
    } catch (IOException e) {
      if (wanted != 0) {
        return free(0);
      }
      throw new EngineException("no free port on the loopback address", e);
    }
  }
}
