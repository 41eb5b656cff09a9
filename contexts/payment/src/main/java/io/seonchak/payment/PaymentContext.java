package io.seonchak.payment;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.payment.application.Gateway;
import io.seonchak.payment.messaging.OrderListener;
import io.seonchak.payment.toss.WebhookReader;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.Events;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.remote.Remotes;
import io.seonchak.platform.request.RequestKeys;
import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.security.Sealing;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.store.ContextSchema;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The payment context's wiring. */
@BoundedContext(role = Role.PAYMENT, calls = Role.ORDER)
public class PaymentContext {

  static final String SCHEMA = "payment";

  /** The secret under which cards' keys, accounts and their secrets are kept. */
  static final String SEALING_SECRET = "payment-key";

  /** Signs webhooks of payouts; two, by a comma, while they rotate. */
  static final String SECURITY_KEYS = "TOSS_SECURITY_KEYS";

  @Bean
  ContextSchema paymentSchema(DataSource source) {
    return ContextSchema.migrated(
        source, SCHEMA, "classpath:db/event", "classpath:db/request", "classpath:db/payment");
  }

  @Bean
  RequestKeys paymentRequestKeys(
      JdbcClient jdbc, @Qualifier("paymentSchema") ContextSchema schema, Clock clock) {
    return new RequestKeys(jdbc, schema, clock);
  }

  @Bean
  ContextEvents paymentEvents(
      Events events, DataSource source, @Qualifier("paymentSchema") ContextSchema schema) {
    return events.of(schema.name(), source);
  }

  @Bean
  Outbox<PaymentEvent> paymentOutbox(@Qualifier("paymentEvents") ContextEvents events) {
    return events.tells(PaymentEvent.class);
  }

  @Bean
  SmartInitializingSingleton paymentHearsOrder(
      @Qualifier("paymentEvents") ContextEvents events, OrderListener listener) {
    return () -> events.hears(OrderEvent.class, OrderListener.HEARD, listener);
  }

  @Bean
  Gateway gateway(
      @Value("${" + Gateway.SECRET_KEY + ":}") String secretKey,
      @Value("${" + Gateway.CLIENT_KEY + ":}") String clientKey,
      @Value("${" + Gateway.ADDRESS + ":}") String address,
      @Value("${seonchak.toss.answer-timeout:15s}") Duration answerTimeout,
      Environment environment,
      Remotes remotes) {
    return new Gateway(
        secretKey,
        clientKey,
        address,
        answerTimeout,
        () -> environment.getRequiredProperty("local.server.port", Integer.class),
        remotes);
  }

  @Bean
  WebhookReader webhookReader(
      @Value("${" + SECURITY_KEYS + ":}") List<String> securityKeys, Clock clock) {
    return new WebhookReader(securityKeys, clock);
  }

  @Bean
  Sealing paymentSealing(Secrets secrets, SecureRandom random) {
    return new Sealing(secrets.text(SEALING_SECRET), random);
  }

  @Bean
  AccessRules paymentRules() {
    return requests -> {
      // The gateway shows nothing that could be checked: what comes here is believed of nobody.
      requests.requestMatchers(HttpMethod.POST, "/api/webhooks/toss").permitAll();
      requests.requestMatchers("/api/operations/payments/**").hasRole("OPERATOR");
      requests.requestMatchers("/api/payments/*", "/api/payments/billing-keys/*").authenticated();
    };
  }
}
