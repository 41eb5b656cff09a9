package io.seonchak.platform.web;

import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the container is set up beyond its settings. */
@Configuration(proxyBeanMethods = false)
class TomcatWiring {

  private static final String CLAIMS_MAX = "seonchak.web.claims-max";

  /** Bytes a connection keeps for reading; a longer request is read past them. */
  static final int READ_BUFFER = 1024;

  /** Bytes a connection keeps for writing; a longer answer takes several writes. */
  private static final String WRITE_BUFFER = "4096";

  /** Thousands of connections wait with nothing to say; each keeps its buffers meanwhile. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallConnections() {
    return factory ->
        factory.addConnectorCustomizers(
            connector -> {
              connector.setProperty("socket.appReadBufSize", Integer.toString(READ_BUFFER));
              connector.setProperty("socket.appWriteBufSize", WRITE_BUFFER);
            });
  }

  /**
   * Room for claims that wait for their decision: who waits behind more of them than a batch or two
   * of the kernel's waits longer than it takes to come again.
   */
  @Bean
  Room claimRoom(@Value("${" + CLAIMS_MAX + ":400}") int max) {
    return new Room(CLAIMS_MAX, max);
  }

  /** Who cannot be let in is told so ahead of the container, where that can be seen. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> usher(Admission admission) {
    return factory -> {
      factory.setProtocol(UsheredProtocol.class.getName());
      factory.addConnectorCustomizers(
          connector -> {
            if (connector.getProtocolHandler() instanceof UsheredProtocol ushered) {
              ushered.askForRoom(admission);
            }
          });
    };
  }

  /** The innermost report is the one that is made, and the host's own is that. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> ownRefusals() {
    return factory ->
        factory.addContextCustomizers(
            context -> {
              if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(OwnRefusals.class.getName());
              }
            });
  }
}
