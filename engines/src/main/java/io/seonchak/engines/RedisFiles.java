package io.seonchak.engines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Redis's program: unpacked once from the class path, then found again. */
final class RedisFiles {

  private RedisFiles() {}

  /** The program; unpacked into {@code folder} when missing. */
  static Path unpackInto(Path folder) {
    String name = program();
    Path target = folder.resolve(name);
    if (Files.exists(target)) {
      return target;
    }
    try (InputStream in = RedisFiles.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new EngineException(
            "no Redis for this machine on the class path: %s (expected: Linux or macOS, x86-64 or arm64; or set SEONCHAK_REDIS_URL)"
                .formatted(name));
      }
      Files.createDirectories(folder);
      Path beside = Files.createTempFile(folder, "unpacking", "");
      Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
      // Whoever comes second puts the same in its place.
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      return target;
    } catch (IOException e) {
      throw new EngineException("Redis cannot be unpacked into " + folder, e);
    }
  }

  private static String program() {
    String machine = Machine.system() + (Machine.arm() ? "-arm64" : "-amd64");
    String version = machine.equals("linux-arm64") ? "6.2.7" : "6.2.6-v5";
    return "redis-server-%s-%s".formatted(version, machine);
  }
}
