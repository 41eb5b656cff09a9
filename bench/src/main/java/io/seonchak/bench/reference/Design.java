package io.seonchak.bench.reference;

/** One way to give out the units of drops, one to each member. Many threads ask at once. */
public interface Design extends AutoCloseable {

  /**
   * Asks for a unit.
   *
   * @throws Exception when it is not known what became of it; he may ask again with the same key
   */
  Answer claim(Request request) throws Exception;

  @Override
  default void close() {}
}
