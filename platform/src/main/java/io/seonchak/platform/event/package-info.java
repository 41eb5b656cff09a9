/**
 * How a context tells others what happened, and hears what happened elsewhere. What is decided
 * here: that an event is written in the transaction of what it tells (outbox), sent in order per
 * key, at least once (relay), has its effect once (inbox), and that one which cannot have it is
 * kept and holds back only its own key (dead letters). Kafka carries; PostgreSQL is the truth.
 */
@NullMarked
package io.seonchak.platform.event;

import org.jspecify.annotations.NullMarked;
