package io.seonchak.bench.reference;

import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/**
 * A process that serves one reference design: Boot's Tomcat with the product's settings, a virtual
 * thread for each request, and the design behind a plain servlet. Runs until it is killed.
 */
public final class ReferenceService {

  /** The environment variable that names the design. */
  public static final String DESIGN = "SEONCHAK_DESIGN";

  private static final int CONNECTION_TIMEOUT_MILLIS = 5_000;
  private static final int KEEP_ALIVE_MILLIS = 60_000;
  private static final int CONNECTIONS_MAX = 8_192;
  private static final int PROCESSORS_KEPT = 1_024;
  private static final String READ_BUFFER = "1024";
  private static final String WRITE_BUFFER = "4096";
  private static final int ACCEPT_COUNT = 2_048;

  private ReferenceService() {}

  /** Takes {@code --port N --home FOLDER}, and the engines from the environment. */
  public static void main(String[] args) throws Exception {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      given.put(args[i], args[i + 1]);
    }
    var parts = new Parts(System.getenv());
    Design design = Reference.of(System.getenv(DESIGN)).open(parts);
    var tickets = new Tickets(new Secrets(Path.of(given.get("--home"))).text(Tickets.SECRET));
    WebServer server =
        server(Integer.parseInt(given.get("--port")), new ReferenceDoor(design, tickets));
    server.start();
  }

  private static WebServer server(int port, ReferenceDoor door) throws Exception {
    var factory = new TomcatServletWebServerFactory(port);
    factory.setAddress(InetAddress.ofLiteral("127.0.0.1"));
    factory.addConnectorCustomizers(
        connector -> {
          if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setMaxKeepAliveRequests(-1);
            set(http);
          }
        });
    return factory.getWebServer(context -> context.addServlet("door", door).addMapping("/*"));
  }

  private static void set(AbstractProtocol<?> protocol) {
    protocol.setExecutor(new VirtualThreadExecutor("tomcat-handler-"));
    protocol.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    protocol.setKeepAliveTimeout(KEEP_ALIVE_MILLIS);
    protocol.setMaxConnections(CONNECTIONS_MAX);
    protocol.setAcceptCount(ACCEPT_COUNT);
    protocol.setProcessorCache(PROCESSORS_KEPT);
    protocol.setProperty("socket.appReadBufSize", READ_BUFFER);
    protocol.setProperty("socket.appWriteBufSize", WRITE_BUFFER);
  }
}
