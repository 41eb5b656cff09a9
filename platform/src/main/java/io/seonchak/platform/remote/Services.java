package io.seonchak.platform.remote;

import io.seonchak.platform.security.ServiceTokens;
import org.springframework.core.env.Environment;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.HttpServiceGroup;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Our own services elsewhere, by {@code seonchak.services.<name>}: their addresses, our token, and
 * the same guard as for everybody. Groups of clients without such a setting are left alone.
 */
@Component
public class Services implements RestClientHttpServiceGroupConfigurer {

  /** What the settings of addresses begin with. */
  public static final String SETTING = "seonchak.services.";

  private final Environment environment;
  private final Remotes remotes;
  private final ServiceTokens tokens;

  Services(Environment environment, Remotes remotes, ServiceTokens tokens) {
    this.environment = environment;
    this.remotes = remotes;
    this.tokens = tokens;
  }

  /**
   * Refuses a service without an address.
   *
   * @throws IllegalStateException naming the setting, when it is missing
   * @throws IllegalArgumentException naming the setting, when it holds no addresses
   */
  public static void require(Environment environment, String name, String why) {
    String text = environment.getProperty(SETTING + name, "");
    if (text.isBlank()) {
      throw new IllegalStateException(
          "%s%s: missing, but %s (expected: its address, or the role %s in this process)"
              .formatted(SETTING, name, why, name));
    }
    Addresses.of(SETTING + name, text, System::nanoTime);
  }

  @Override
  public void configureGroups(Groups<RestClient.Builder> groups) {
    groups
        .filter(group -> environment.containsProperty(SETTING + group.name()))
        .forEachGroup(this::configure);
  }

  private void configure(
      HttpServiceGroup group, RestClient.Builder client, HttpServiceProxyFactory.Builder proxies) {
    String setting = SETTING + group.name();
    var addresses =
        Addresses.of(setting, environment.getRequiredProperty(setting), System::nanoTime);
    client
        .baseUrl("http://" + group.name())
        .requestInterceptor(new ServiceRequests(group.name(), addresses, tokens))
        .configureMessageConverters(
            converters -> converters.registerDefaults().withJsonConverter(tolerant()));
    proxies.exchangeAdapterDecorator(remotes.guarding(group.name()));
  }

  /** Reads what a newer version says, too: it may only add to it. */
  private static JacksonJsonHttpMessageConverter tolerant() {
    return new JacksonJsonHttpMessageConverter(
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());
  }
}
