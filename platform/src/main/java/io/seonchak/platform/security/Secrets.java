package io.seonchak.platform.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Secrets of a home: one file each, readable by its owner only. The first process that needs one
 * makes it; all later ones, and those at the same instant, read the same. Processes that share no
 * home get the same files in a folder of their own: read-only, so that none is made up there. Plain
 * Java.
 */
public final class Secrets {

  private static final int RANDOM_BYTES = 32;

  private final Path folder;

  /** The secrets under {@code home}. */
  public Secrets(Path home) {
    this(home, "");
  }

  /** The secrets in {@code folder}, or under {@code home} when that is blank. */
  public Secrets(Path home, String folder) {
    this.folder = folder.isBlank() ? home.resolve("secrets") : Path.of(folder);
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
      throw new UncheckedIOException(
          "secret %s can be neither read nor made in %s".formatted(name, folder), e);
    }
  }

  /** Whether there is a secret of that name. */
  public boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }

  /**
   * The secret of that name, which is never made by this.
   *
   * @throws UncheckedIOException when it is there and cannot be read
   */
  public Optional<String> find(String name) {
    try {
      return Optional.of(Files.readString(folder.resolve(name)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("secret " + name + " cannot be read", e);
    }
  }

  /**
   * The names of all secrets that begin with {@code prefix}.
   *
   * @throws UncheckedIOException when the folder cannot be read
   */
  public List<String> names(String prefix) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the secrets " + prefix + "… cannot be listed", e);
    }
  }

  /**
   * Makes a secret of that name; false when another made it before.
   *
   * @throws UncheckedIOException when it cannot be made
   */
  public boolean make(String name, String text) {
    try {
      return create(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException("secret " + name + " cannot be made", e);
    }
  }

  /**
   * Removes a secret for good; one that is not there is removed already.
   *
   * @throws UncheckedIOException when it cannot be removed
   */
  public void remove(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("secret " + name + " cannot be removed", e);
    }
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What was signed with a key must not outlive the key when the machine fails. */
  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A link appears whole or not at all, and only for the first who makes it. */
  private boolean create(Path file, String text) throws IOException {
    Files.createDirectories(folder);
    Path beside =
        Files.createTempFile(
            folder,
            "new",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(beside, text);
      force(beside);
      Files.createLink(file, beside);
      force(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      // Another process was first; its secret counts.
      return false;
    } finally {
      Files.delete(beside);
    }
  }
}
