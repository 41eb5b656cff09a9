package io.seonchak.claims.verify;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.LedgerSigner;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the public endpoints give out: pages of a ledger and the published keys. */
public final class Export {

  private static final JsonMapper JSON = JsonMapper.shared();

  private Export() {}

  /**
   * The blocks of a page, {@code {"blocks":[{"header","signature","entries"}]}}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static List<Block> blocks(String json) {
    List<Block> blocks = new ArrayList<>();
    for (JsonNode block : read(json, "blocks")) {
      blocks.add(
          new Block(
              bytes(block, "header"),
              bytes(block, "signature"),
              Entry.split(bytes(block, "entries"))));
    }
    return blocks;
  }

  /**
   * The published keys, {@code {"keys":[{"ledger","publicKey","signedBy","signature"}]}}, each
   * later one of a ledger checked against that ledger's key which signed it.
   *
   * @throws IllegalArgumentException when a key is not signed by one before it
   */
  public static Map<Long, byte[]> keys(String json) {
    Map<String, Map<Long, byte[]>> ledgers = new HashMap<>();
    for (JsonNode key : read(json, "keys")) {
      String ledger = key.path("ledger").asString("");
      add(ledgers.computeIfAbsent(ledger, name -> new HashMap<>()), key);
    }
    Map<Long, byte[]> all = new HashMap<>();
    ledgers.values().forEach(all::putAll);
    return all;
  }

  private static void add(Map<Long, byte[]> chain, JsonNode key) {
    byte[] publicKey = bytes(key, "publicKey");
    String signedBy = key.path("signedBy").asString("");
    if (chain.isEmpty() != signedBy.isEmpty()) {
      throw new IllegalArgumentException(
          "keys: exactly the first one of a ledger is signed by none");
    }
    if (!signedBy.isEmpty()) {
      byte[] before = chain.get(Long.parseUnsignedLong(signedBy, 16));
      if (before == null || !LedgerSigner.verifies(before, publicKey, bytes(key, "signature"))) {
        throw new IllegalArgumentException(
            "keys: %016x is not signed by %s".formatted(LedgerSigner.keyId(publicKey), signedBy));
      }
    }
    chain.put(LedgerSigner.keyId(publicKey), publicKey);
  }

  private static JsonNode read(String json, String field) {
    try {
      JsonNode node = JSON.readTree(json).path(field);
      if (!node.isArray()) {
        throw new IllegalArgumentException(field + ": missing (expected: an array)");
      }
      return node;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static byte[] bytes(JsonNode node, String field) {
    return Base64.getDecoder().decode(node.path(field).asString(""));
  }
}
