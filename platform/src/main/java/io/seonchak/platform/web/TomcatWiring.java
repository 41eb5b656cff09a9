package io.seonchak.platform.web;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the container is set up beyond its settings. */
@Configuration(proxyBeanMethods = false)
class TomcatWiring {

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
