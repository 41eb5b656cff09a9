package io.seonchak.rehearsal;

/** Keeps libraries from talking into what a tool prints. */
final class QuietLogs {

  private QuietLogs() {}

  /** To be called first in {@code main}, before anything makes a logger. */
  static void use() {
    System.setProperty("logback.configurationFile", "logback-rehearsal.xml");
  }
}
