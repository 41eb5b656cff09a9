package io.seonchak.platform.event;

import io.seonchak.contracts.Event;
import io.seonchak.testing.SagaProof;
import io.seonchak.testing.SagaProof.Told;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import javax.sql.DataSource;

/**
 * Everybody who tells and hears in a running application whose broker is away, so that a proof may
 * hand the events over itself.
 */
public final class ByHand {

  private final Map<Class<?>, EventTypes<?>> types = new HashMap<>();

  private ByHand() {}

  /**
   * A proof in which all of them take part.
   *
   * @param schemas of those contexts whose schema is not called after them
   * @param families of the events that are told
   * @param hears whether the listener of that name hears an event that is meant for it
   */
  public static SagaProof proof(
      Collection<ContextEvents> contexts,
      DataSource source,
      Map<String, String> schemas,
      List<Class<? extends Event>> families,
      BiPredicate<String, Event> hears) {
    var byHand = new ByHand();
    var proof = new SagaProof();
    for (Class<? extends Event> family : families) {
      EventTypes<?> told = EventTypes.of(family);
      told.byName().values().forEach(type -> byHand.types.put(type, told));
      String context = told.context();
      proof.tells(schemas.getOrDefault(context, context), source, told::read);
    }
    for (ContextEvents context : contexts) {
      context.subscriptions().forEach(each -> byHand.add(proof, each, hears));
    }
    return proof;
  }

  private void add(
      SagaProof proof, Subscription<?> subscription, BiPredicate<String, Event> hears) {
    String name = subscription.listener();
    proof.hears(
        name,
        event -> subscription.heard().contains(event.getClass()) && hears.test(name, event),
        (told, commits) -> subscription.prove(told.stream().map(this::message).toList(), commits));
  }

  private Message message(Told told) {
    return message(told.id(), told.event(), types.get(told.event().getClass()));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Event> Message message(UUID id, Event event, EventTypes<E> types) {
    return new Message(
        id,
        event.key(),
        types.name(event.getClass()),
        Instant.now(),
        Traces.begin(),
        types.write((E) event));
  }
}
