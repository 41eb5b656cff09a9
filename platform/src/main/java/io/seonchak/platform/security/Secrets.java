package io.seonchak.platform.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Secrets of a home: one file each, readable by its owner only. The first process that needs one
 * makes it; all later ones, and those at the same instant, read the same. Plain Java.
 */
public final class Secrets {

  private static final int RANDOM_BYTES = 32;

  private final Path folder;

  /** The secrets under {@code home}. */
  public Secrets(Path home) {
    this.folder = home.resolve("secrets");
  }

  /**
   * A random secret of 256 bits as base64url text.
   *
   * @throws UncheckedIOException when it can be neither read nor made
   */
  public String text(String name) {
    return text(name, Secrets::random);
  }

  /**
   * A secret as text, made by {@code first} when there is none.
   *
   * @throws UncheckedIOException when it can be neither read nor made
   */
  public String text(String name, Supplier<String> first) {
    Path file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        create(file, first.get());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("secret " + name + " can be neither read nor made", e);
    }
  }

  /** Whether there is a secret of that name. */
  public boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A link appears whole or not at all, and only for the first who makes it. */
  private void create(Path file, String text) throws IOException {
    Files.createDirectories(folder);
    Path beside =
        Files.createTempFile(
            folder,
            "new",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(beside, text);
      Files.createLink(file, beside);
    } catch (FileAlreadyExistsException e) {
      // Another process was first; its secret counts.
    } finally {
      Files.delete(beside);
    }
  }
}
