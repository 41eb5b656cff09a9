package io.seonchak.catalog.web;

import io.seonchak.catalog.application.Names;
import io.seonchak.catalog.model.ProductDraft;
import io.seonchak.catalog.model.ProductState;
import io.seonchak.catalog.model.Variant;
import io.seonchak.catalog.store.Categories;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.web.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what sellers send of a product. */
@Component
class ProductForm {

  private static final int NAME_MAX = 100;
  private static final int DESCRIPTION_MAX = 4_000;
  private static final int STOCK_MAX = 100_000_000;
  private static final long PRICE_MIN = 100;
  private static final int IMAGES_MAX = 20;
  private static final int IMAGE_LENGTH_MAX = 500;
  private static final int VARIANTS_MAX = 100;
  private static final int CHOICE_MAX = 40;

  private final Categories categories;
  private final Ids ids;

  ProductForm(Categories categories, Ids ids) {
    this.categories = categories;
    this.ids = ids;
  }

  record NewVariant(@Nullable String size, @Nullable String colour, @Nullable Long stock) {}

  record NewProduct(
      @Nullable String name,
      @Nullable String description,
      @Nullable Long price,
      @Nullable Long stock,
      @Nullable String category,
      @Nullable List<@Nullable String> images,
      @Nullable String state,
      @Nullable List<@Nullable NewVariant> variants) {}

  record Change(
      @Nullable String name,
      @Nullable String description,
      @Nullable Long price,
      @Nullable String category,
      @Nullable List<@Nullable String> images,
      @Nullable String state) {}

  /** A new product; on sale unless it is said otherwise. */
  ProductDraft draft(Fields fields, NewProduct request) {
    var empty = new ProductDraft("", "", null, List.of(), ProductState.ON_SALE, PRICE_MIN);
    fields.text("name", request.name(), NAME_MAX);
    fields.number("price", request.price(), PRICE_MIN, Won.MAX);
    return edited(
        fields,
        empty,
        new Change(
            request.name(),
            request.description(),
            request.price(),
            request.category(),
            request.images(),
            request.state()));
  }

  /** A product with what is changed of it; what is absent stays. An empty category is none. */
  ProductDraft edited(Fields fields, ProductDraft before, Change change) {
    return new ProductDraft(
        change.name() == null ? before.name() : fields.text("name", change.name(), NAME_MAX),
        description(fields, before, change),
        category(fields, before, change),
        change.images() == null ? before.images() : images(fields, change.images()),
        change.state() == null ? before.state() : state(fields, change.state()),
        change.price() == null
            ? before.price()
            : fields.number("price", change.price(), PRICE_MIN, Won.MAX));
  }

  /**
   * The variants of a new product: those named, or the one of its own id.
   *
   * @param product its id
   */
  List<Variant> variants(Fields fields, UUID product, NewProduct request) {
    List<@Nullable NewVariant> named = request.variants();
    if (named == null || named.isEmpty()) {
      long stock = fields.number("stock", request.stock(), 0, STOCK_MAX);
      return List.of(new Variant(product, "", "", (int) stock));
    }
    fields.require(request.stock() == null, "stock", "stock and variants", "one of them");
    fields.require(
        named.size() <= VARIANTS_MAX, "variants", named.size(), "at most " + VARIANTS_MAX);
    List<Variant> variants = new ArrayList<>();
    Set<List<String>> choices = new HashSet<>();
    for (NewVariant each : named.subList(0, Math.min(named.size(), VARIANTS_MAX))) {
      Variant variant = variant(fields, each);
      fields.require(
          choices.add(List.of(variant.size(), variant.colour())),
          "variants",
          variant.size() + " " + variant.colour(),
          "each choice once");
      variants.add(variant);
    }
    return variants;
  }

  private Variant variant(Fields fields, @Nullable NewVariant given) {
    if (given == null) {
      fields.require(false, "variants", "null", "objects");
      return new Variant(ids.next(), "", "", 0);
    }
    String size = choice(fields, "variants.size", given.size());
    String colour = choice(fields, "variants.colour", given.colour());
    fields.require(
        !size.isEmpty() || !colour.isEmpty(), "variants", "no size, no colour", "one of them");
    long stock = fields.number("variants.stock", given.stock(), 0, STOCK_MAX);
    return new Variant(ids.next(), size, colour, (int) stock);
  }

  private static String choice(Fields fields, String field, @Nullable String value) {
    return value == null ? "" : fields.text(field, value, CHOICE_MAX);
  }

  private static String description(Fields fields, ProductDraft before, Change change) {
    if (change.description() == null) {
      return before.description();
    }
    return change.description().isEmpty()
        ? ""
        : fields.text("description", change.description(), DESCRIPTION_MAX);
  }

  private @Nullable String category(Fields fields, ProductDraft before, Change change) {
    if (change.category() == null) {
      return before.category();
    }
    if (change.category().isEmpty()) {
      return null;
    }
    String category = Names.category(fields, change.category());
    // What is no name of a category the database may not even be able to read.
    boolean another = !category.equals(before.category());
    if (another && !fields.wrong().containsKey("category")) {
      fields.require(categories.has(category), "category", category, "one of GET /api/categories");
    }
    return category;
  }

  private static ProductState state(Fields fields, String text) {
    for (ProductState state : ProductState.values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    fields.require(false, "state", text, Arrays.toString(ProductState.values()));
    return ProductState.DRAFT;
  }

  private static List<String> images(Fields fields, List<@Nullable String> given) {
    fields.require(given.size() <= IMAGES_MAX, "images", given.size(), "at most " + IMAGES_MAX);
    List<String> images = new ArrayList<>();
    for (String each : given.subList(0, Math.min(given.size(), IMAGES_MAX))) {
      String image = Objects.requireNonNullElse(each, "");
      fields.require(isImage(image), "images", image, "an http(s) address or an image's id");
      images.add(image);
    }
    return List.copyOf(images);
  }

  /** An address that a browser may load, or the id of an image here. Nobody fetches it here. */
  private static boolean isImage(String text) {
    if (text.length() > IMAGE_LENGTH_MAX) {
      return false;
    }
    if (text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      return true;
    }
    try {
      URI address = new URI(text);
      return ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
          && address.getHost() != null
          && address.getRawUserInfo() == null
          && text.chars().allMatch(c -> c > ' ' && c < 127);
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
