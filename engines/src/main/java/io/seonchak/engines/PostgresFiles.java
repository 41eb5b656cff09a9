package io.seonchak.engines;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs: unpacked once from the class path, then found again. */
final class PostgresFiles {

  private PostgresFiles() {}

  /** The folder that holds bin, lib and share; unpacked into {@code folder} when missing. */
  static Path unpackInto(Path folder) {
    String archive = archive();
    Path target = folder.resolve("postgres-" + archive.replace(".txz", ""));
    if (Files.exists(target)) {
      return target;
    }
    try (InputStream in = PostgresFiles.class.getResourceAsStream("/" + archive)) {
      if (in == null) {
        throw new EngineException(
            "no PostgreSQL for this machine on the class path: %s (expected: Linux or macOS, x86-64 or arm64; or set SEONCHAK_POSTGRES_URL)"
                .formatted(archive));
      }
      Files.createDirectories(folder);
      Path beside = Files.createTempDirectory(folder, "unpacking");
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
      unpack(in, beside);
      moveOrDrop(beside, target);
      return target;
    } catch (IOException e) {
      throw new EngineException("PostgreSQL cannot be unpacked into " + folder, e);
    }
  }

  private static String archive() {
    return "postgres-%s-%s.txz".formatted(Machine.system(), Machine.arm() ? "arm_64" : "x86_64");
  }

  /** Whoever comes second keeps the first one's. */
  private static void moveOrDrop(Path beside, Path target) throws IOException {
    try {
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException
        | DirectoryNotEmptyException
        | AtomicMoveNotSupportedException e) {
      Home.delete(beside);
    }
  }

  private static void unpack(InputStream in, Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("entry outside its folder: " + entry.getName());
        }
        write(tar, entry, target);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else if (entry.isSymbolicLink()) {
      Files.createDirectories(target.getParent());
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.createDirectories(target.getParent());
      Files.copy(tar, target);
      boolean executable = (entry.getMode() & 0111) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
