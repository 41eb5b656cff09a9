package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.contracts.catalog.CatalogClient.ProductFacts;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.testing.CatalogClientContract;
import io.seonchak.testing.InMemoryCatalog;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import tools.jackson.databind.json.JsonMapper;

/** One contract: kept by the catalog itself, by its proxy over HTTP, and by the fake. */
class CatalogClientsTest {

  private static Shop shop;
  private static Shop stock;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    stock = shop.stockOnly(shop.address());
  }

  @AfterAll
  static void close() {
    stock.close();
    shop.close();
  }

  @Nested
  class TheProvider extends OnAShop {
    @Override
    protected CatalogClient client() {
      return only(shop);
    }
  }

  @Nested
  class TheProxy extends OnAShop {
    @Override
    protected CatalogClient client() {
      return only(stock);
    }
  }

  @Nested
  class TheFake extends CatalogClientContract {
    private final InMemoryCatalog catalog = new InMemoryCatalog();

    @Override
    protected CatalogClient client() {
      return catalog;
    }

    @Override
    protected ProductFacts given(String name, long price) {
      var product = new ProductFacts(UUID.randomUUID(), UUID.randomUUID(), name, price);
      catalog.put(product);
      return product;
    }

    @Override
    protected void reprice(ProductFacts product, long price) {
      catalog.put(new ProductFacts(product.productId(), product.seller(), product.name(), price));
    }

    @Override
    protected void hide(ProductFacts product) {
      catalog.hide(product.productId());
    }

    @Override
    protected void wish(UUID member, ProductFacts product) {
      catalog.wish(member, product.productId());
    }
  }

  abstract static class OnAShop extends CatalogClientContract {

    @Override
    protected ProductFacts given(String name, long price) throws Exception {
      String body =
          "{\"name\":%s,\"price\":%d,\"stock\":1}"
              .formatted(JsonMapper.shared().writeValueAsString(name), price);
      String id =
          shop.post("/api/products", body, asOperator("Idempotency-Key", UUID.randomUUID() + ""))
              .text("productId");
      Answer view = shop.get("/api/products/" + id);
      return new ProductFacts(
          UUID.fromString(id), UUID.fromString(view.text("sellerId")), name, price);
    }

    @Override
    protected void reprice(ProductFacts product, long price) throws Exception {
      change(product, "{\"price\":%d}".formatted(price));
    }

    @Override
    protected void hide(ProductFacts product) throws Exception {
      change(product, "{\"state\":\"HIDDEN\"}");
    }

    @Override
    protected void wish(UUID member, ProductFacts product) throws Exception {
      Answer answer =
          shop.send(
              "PUT",
              "/api/products/%s/wish".formatted(product.productId()),
              "",
              shop.as(member, MemberRole.MEMBER));
      assertThat(answer.status()).isEqualTo(204);
    }

    private static void change(ProductFacts product, String body) throws Exception {
      Answer answer =
          shop.send("PATCH", "/api/products/" + product.productId(), body, asOperator());
      assertThat(answer.status()).isEqualTo(204);
    }
  }

  private static String[] asOperator(String... more) {
    String[] headers = new String[more.length + 2];
    headers[0] = "Authorization";
    headers[1] = "Bearer " + shop.operator;
    System.arraycopy(more, 0, headers, 2, more.length);
    return headers;
  }

  private static CatalogClient only(Shop asked) {
    assertThat(asked.beans(CatalogClient.class)).hasSize(1);
    return asked.beans(CatalogClient.class).iterator().next();
  }
}
