package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.contracts.catalog.CatalogClient.ProductFacts;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.testing.CatalogClientContract;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** The catalog of a running shop, as one of its processes asks it. */
abstract class CatalogOnAShop extends CatalogClientContract {

  private final Apart apart;
  private final CatalogClient client;

  CatalogOnAShop(Apart apart, Shop asking) {
    this.apart = apart;
    this.client = Apart.only(asking, CatalogClient.class);
  }

  @Override
  protected CatalogClient client() {
    return client;
  }

  @Override
  protected ProductFacts given(String name, long price) throws Exception {
    String body =
        "{\"name\":%s,\"price\":%d,\"stock\":1}"
            .formatted(JsonMapper.shared().writeValueAsString(name), price);
    UUID id = Apart.made(apart.shop.post("/api/products", body, apart.asOperator()), "productId");
    Answer view = apart.shop.get("/api/products/" + id);
    return new ProductFacts(id, UUID.fromString(view.text("sellerId")), name, price);
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
    String path = "/api/products/%s/wish".formatted(product.productId());
    assertThat(apart.shop.send("PUT", path, "", apart.as(member)).status()).isEqualTo(204);
  }

  private void change(ProductFacts product, String body) throws Exception {
    String path = "/api/products/" + product.productId();
    assertThat(apart.shop.send("PATCH", path, body, apart.asOperator()).status()).isEqualTo(204);
  }
}
