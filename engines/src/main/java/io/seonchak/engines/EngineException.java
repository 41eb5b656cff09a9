package io.seonchak.engines;

/** An engine cannot be started or stopped. The message says what was wrong and what to do. */
public final class EngineException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With a message for the person at the terminal. */
  public EngineException(String message) {
    super(message);
  }

  /** The same, with what caused it. */
  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
