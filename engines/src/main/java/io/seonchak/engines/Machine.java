package io.seonchak.engines;

import java.util.Locale;

/** What this machine is, as the makers of programs name it. */
final class Machine {

  private Machine() {}

  /** linux, darwin, or what the system calls itself. */
  static String system() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os;
  }

  /** Whether it is an arm64; else it is taken for an x86-64. */
  static boolean arm() {
    String arch = System.getProperty("os.arch");
    return arch.equals("aarch64") || arch.equals("arm64");
  }
}
