package io.seonchak.catalog.application;

import io.seonchak.catalog.application.CuttingPrices.Heard;
import io.seonchak.catalog.application.FeedClient.Answer;
import io.seonchak.catalog.application.FeedClient.Sale;
import io.seonchak.catalog.store.Cuts.Said;
import io.seonchak.catalog.store.Feeds;
import io.seonchak.catalog.store.Feeds.State;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.time.Repeating;
import io.seonchak.platform.web.Fields;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Asks the external server for its time sales, every few seconds, one instance at a time. While it
 * does not answer, what it said last counts: windows open and close by the clock, not by it.
 */
@Component
public class FeedPoll implements SmartLifecycle {

  /** How often it is asked. */
  static final Duration EVERY = Duration.ofSeconds(5);

  /** How often an instance looks whether it is its turn. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(FeedPoll.class);

  private final FeedClient client;
  private final TimeSaleForm form;
  private final CuttingPrices cutting;
  private final Feeds feeds;
  private final Repeating turns = new Repeating("feed", LOOK, this::pollInTurn);

  FeedPoll(FeedClient client, TimeSaleForm form, CuttingPrices cutting, Feeds feeds) {
    this.client = client;
    this.form = form;
    this.cutting = cutting;
    this.feeds = feeds;
  }

  /** Asks once and takes note of what it says. */
  public void pollOnce() {
    switch (client.ask(feeds.address())) {
      case Answer.Sales sales -> {
        long refused = sales.sales().stream().filter(sale -> !taken(sale)).count();
        feeds.went(State.UP, refused == 0 ? "" : refused + " time sales were not taken");
      }
      case Answer.Away away -> feeds.went(State.DOWN, away.reason());
      case Answer.Wrong wrong -> feeds.went(State.WRONG, wrong.reason());
    }
  }

  private boolean taken(Sale sale) {
    try {
      Heard heard = sale.withdrawn() ? withdrawn(sale) : said(sale);
      return !(heard instanceof Heard.NoSuchProduct || heard instanceof Heard.Contradicts);
    } catch (Problem e) {
      log.debug("time sale {} is not taken: {}", sale.externalId(), e.facts());
      return false;
    }
  }

  private Heard said(Sale sale) {
    var fields = new Fields();
    Said said = form.read(fields, sale.externalId(), sale.terms());
    fields.orRefuse();
    return cutting.hear(said);
  }

  private Heard withdrawn(Sale sale) {
    var fields = new Fields();
    String name = Names.id(fields, "externalId", sale.externalId());
    Instant version = form.version(fields, sale.terms().updatedAt());
    fields.orRefuse();
    return cutting.withdraw(name, version);
  }

  @Override
  public void start() {
    if (feeds.configured()) {
      turns.start();
    }
  }

  @Override
  public void stop() {
    turns.stop();
  }

  @Override
  public boolean isRunning() {
    return turns.isRunning();
  }

  private void pollInTurn() {
    if (feeds.takeTurn(EVERY)) {
      pollOnce();
    }
  }
}
