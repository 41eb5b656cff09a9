package io.seonchak.counter;

import io.seonchak.claims.ledger.HttpWitness;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Revocations;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.platform.web.Room;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** What a process has once, however many of its contexts have a counter. They import it. */
@Configuration(proxyBeanMethods = false)
public class CounterWiring {

  @Bean
  CounterParts counterParts(
      @Value("${spring.datasource.url}") String url,
      @Value("${spring.datasource.username}") String username,
      @Value("${spring.datasource.password}") String password,
      @Value("${seonchak.home}") Path home,
      Secrets secrets,
      CounterParts.Guard guard,
      Room room,
      ObjectProvider<HttpWitness> witness) {
    var database = new CounterParts.Database(url, username, password);
    return new CounterParts(database, home, secrets, guard, room, witness);
  }

  @Bean
  CounterParts.Guard counterGuard(Tickets tickets, AccessTokens tokens, Revocations revocations) {
    return new CounterParts.Guard(tickets, tokens, revocations);
  }

  /** A witness on another machine, where one is set; it is shown the headers of all ledgers. */
  @Bean(initMethod = "start", destroyMethod = "close")
  @ConditionalOnProperty("seonchak.witness.url")
  HttpWitness witness(
      @Value("${seonchak.witness.url}") String url,
      @Value("${seonchak.witness.token:}") String token) {
    return new HttpWitness(URI.create(url), token.isBlank() ? null : token);
  }

  @Bean
  LedgerOperations ledgerOperations(List<Counter> counters, ObjectProvider<HttpWitness> witness) {
    return new LedgerOperations(counters, witness);
  }

  @Bean
  PublishedKeys publishedKeys(List<Counter> counters) {
    return new PublishedKeys(counters);
  }

  @Bean
  CounterMeters counterMeters(List<Counter> counters, ObjectProvider<HttpWitness> witness) {
    return new CounterMeters(counters, witness);
  }

  @Bean
  KernelChecks kernelChecks(List<Counter> counters, CounterParts parts) {
    return new KernelChecks(counters, parts::sink);
  }

  @Bean
  UnavailableAdvice unavailableAdvice() {
    return new UnavailableAdvice();
  }

  @Bean
  AccessRules counterRules() {
    return requests -> {
      requests
          .requestMatchers(HttpMethod.GET, PublishedKeys.PATH, PublishedKeys.PATH + "/*")
          .permitAll();
      requests.requestMatchers(LedgerOperations.PATH + "/**").hasRole("OPERATOR");
    };
  }
}
