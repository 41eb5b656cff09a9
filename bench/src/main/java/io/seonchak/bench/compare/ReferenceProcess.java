package io.seonchak.bench.compare;

import io.seonchak.bench.reference.ReferenceService;
import io.seonchak.engines.Engines;
import io.seonchak.engines.Home;
import io.seonchak.rehearsal.Instance;
import io.seonchak.rehearsal.Plan;
import io.seonchak.rehearsal.SealedInstance;
import io.seonchak.rehearsal.SealedInstance.Drop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A reference's process; its drops are rows. */
record ReferenceProcess(Instance instance, Path home, Books books) implements Service {

  private static final Path NO_CACHE = Path.of("no-cache");

  static ReferenceProcess start(Engines engines, Map<String, String> environment, Books books)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("seonchak-reference").toRealPath();
    Files.createDirectories(home.resolve("logs"));
    var program =
        new Instance.Program(
            System.getProperty("java.class.path"), ReferenceService.class.getName(), NO_CACHE);
    var instance =
        new Instance(
            program, SealedInstance.freePort(), home, engines, SealedInstance.HEAP, environment);
    var service = new ReferenceProcess(instance, home, books);
    try {
      instance.start();
      instance.awaitReady();
      return service;
    } catch (IOException | InterruptedException | RuntimeException e) {
      instance.close();
      throw e;
    }
  }

  @Override
  public Drop open(Plan plan, Duration lead) throws SQLException {
    UUID drop = UUID.randomUUID();
    books.open(drop, plan.stock());
    return Drop.of(drop, Instant.ofEpochMilli(Instant.now().plus(lead).toEpochMilli()));
  }

  @Override
  public void close() {
    instance.close();
    Home.delete(home);
  }
}
