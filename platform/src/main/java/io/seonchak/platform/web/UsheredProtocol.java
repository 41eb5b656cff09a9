package io.seonchak.platform.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The container's HTTP/1.1, with an {@link Usher} ahead of it: while no more requests are let in, a
 * plain one is turned away where its bytes arrive, by the thread that waits for them. It never
 * becomes a request of the container's: no thread, no parsing, and the connection stays (the
 * container itself ends one with each 503). Thus those who cannot be served take little from those
 * who are.
 */
public final class UsheredProtocol extends Http11NioProtocol {

  private final Endpoint endpoint;

  /** One that turns nobody away yet; the container makes it by its name. */
  public UsheredProtocol() {
    this(new Endpoint());
  }

  private UsheredProtocol(Endpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  /** Who says whether there is room. */
  void askForRoom(Admission admission) {
    endpoint.admission = admission;
  }

  private static final class Endpoint extends NioEndpoint {

    private volatile @Nullable Admission admission;

    /** Between two requests nobody works on a connection, so its bytes are the start of one. */
    @Override
    public boolean processSocket(
        SocketWrapperBase<NioChannel> connection, SocketEvent event, boolean dispatch) {
      Admission room = admission;
      boolean read = event == SocketEvent.OPEN_READ && dispatch && !isSSLEnabled();
      if (!read || room == null || !room.fullOfClaims() || !connection.getLock().tryLock()) {
        return super.processSocket(connection, event, dispatch);
      }
      try {
        // Known only under the lock: whoever leaves half a request there does so holding it.
        boolean between = connection.getCurrentProcessor() == null;
        if (between && turnedAway(connection, !room.full())) {
          room.turnedAwayEarly();
          // He comes again in a second; those who do not shall not keep others from connecting.
          connection.setReadTimeout(getConnectionTimeout());
          connection.registerReadInterest();
          return true;
        }
      } catch (IOException | RuntimeException e) {
        // Who has gone need not be told; the caller closes the connection.
        return false;
      } finally {
        connection.getLock().unlock();
      }
      return super.processSocket(connection, event, dispatch);
    }

    private static boolean turnedAway(SocketWrapperBase<NioChannel> connection, boolean onlyClaims)
        throws IOException {
      ByteBuffer read = ByteBuffer.allocate(TomcatWiring.READ_BUFFER);
      if (connection.read(false, read) <= 0) {
        return false;
      }
      ByteBuffer answer = Usher.turnsAway(read.array(), read.position(), onlyClaims);
      if (answer == null) {
        connection.unRead(read.flip());
        return false;
      }
      connection.write(false, answer);
      if (connection.flush(false)) {
        throw new IOException("the reader does not read");
      }
      return true;
    }
  }
}
