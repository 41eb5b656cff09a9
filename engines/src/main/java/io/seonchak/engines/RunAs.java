package io.seonchak.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** As whom an engine runs. PostgreSQL refuses root, so root has to step aside. */
enum RunAs {
  /** As whoever started us, who is not root. */
  SELF,

  /** In a user namespace of its own: nobody in particular, while its files stay root's. */
  NAMESPACE,

  /**
   * As the system's nobody, where namespaces are forbidden, as in most containers. It keeps the one
   * capability to pass folders that are root's alone; what PostgreSQL itself checks is its user and
   * the owner of its data.
   */
  NOBODY;

  private static final Duration PROBED_WITHIN = Duration.ofSeconds(5);

  /**
   * The first that works here.
   *
   * @throws EngineException when we are root and neither way is open
   */
  static RunAs chosen() {
    if (!System.getProperty("user.name").equals("root")) {
      return SELF;
    }
    return Stream.of(NAMESPACE, NOBODY)
        .filter(RunAs::works)
        .findFirst()
        .orElseThrow(
            () ->
                new EngineException(
                    "PostgreSQL does not run as root, and neither unshare nor setpriv works (expected: an ordinary user, or the package util-linux; or set SEONCHAK_POSTGRES_URL)"));
  }

  /**
   * The command line. A session of its own keeps Ctrl-C at the terminal from reaching the engine
   * before the application is done with it.
   */
  List<String> line(List<String> command) {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      line.add("setsid");
    }
    line.addAll(prefix());
    line.addAll(command);
    return line;
  }

  /** Gives a folder to whom the engine runs as; nothing to do when it is his already. */
  void own(Path folder) throws IOException {
    String owner = this == NOBODY ? "nobody" : "root";
    if (this == SELF || Files.getOwner(folder).getName().equals(owner)) {
      return;
    }
    UserPrincipal to =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setOwner(path, to);
      }
    }
  }

  private List<String> prefix() {
    return switch (this) {
      case SELF -> List.of();
      case NAMESPACE -> List.of("unshare", "--user");
      case NOBODY ->
          List.of(
              "setpriv",
              "--reuid=nobody",
              "--regid=65534",
              "--clear-groups",
              // Without it access(2), by which PostgreSQL finds itself, forgets the capability.
              "--securebits=+no_setuid_fixup",
              "--inh-caps=+dac_override",
              "--ambient-caps=+dac_override");
    };
  }

  private boolean works() {
    List<String> probe = new ArrayList<>(prefix());
    probe.add("true");
    try {
      ChildProcess.run(probe, Path.of("/dev/null"), PROBED_WITHIN);
      return true;
    } catch (EngineException e) {
      return false;
    }
  }
}
