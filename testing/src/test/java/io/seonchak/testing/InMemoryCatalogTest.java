package io.seonchak.testing;

import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.contracts.catalog.CatalogClient.ProductFacts;
import java.util.UUID;

class InMemoryCatalogTest extends CatalogClientContract {

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
