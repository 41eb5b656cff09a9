/**
 * The plumbing of events on a real PostgreSQL and a real Kafka; here, because the engines know
 * platform.
 */
package io.seonchak.platform.event;
