package io.seonchak.platform.event;

/** The broker does not answer, or not in time. Nothing is known of what was handed to it. */
public final class BrokerAway extends Exception {

  private static final long serialVersionUID = 1;

  BrokerAway(Throwable cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
