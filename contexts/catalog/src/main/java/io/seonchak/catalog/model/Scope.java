package io.seonchak.catalog.model;

import java.util.UUID;

/** Which products a list is of: all, those of a category, or those of a seller. */
public sealed interface Scope {

  /** All products. */
  record All() implements Scope {
    @Override
    public String toString() {
      return "all";
    }
  }

  /** Those of a category. */
  record Category(String category) implements Scope {
    @Override
    public String toString() {
      return "category:" + category;
    }
  }

  /** Those of a seller. */
  record Seller(UUID seller) implements Scope {
    @Override
    public String toString() {
      return "seller:" + seller;
    }
  }

  /** The scope whose text that is. */
  static Scope of(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (colon < 0 ? text : text.substring(0, colon)) {
      case "all" -> new All();
      case "category" -> new Category(rest);
      case "seller" -> new Seller(UUID.fromString(rest));
      default ->
          throw new IllegalArgumentException(
              "scope: '%s' (expected: all, category:… or seller:…)".formatted(text));
    };
  }
}
