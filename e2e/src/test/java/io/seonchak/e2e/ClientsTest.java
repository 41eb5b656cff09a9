package io.seonchak.e2e;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * One contract for each context that others ask: kept by the provider itself and by its proxy in a
 * process that hosts only who asks. The fakes keep it in {@code testing}.
 */
class ClientsTest {

  private static Apart apart;
  private static List<UUID> products;
  private static UUID drop;

  @BeforeAll
  static void open() throws Exception {
    apart = new Apart();
    products = List.of(apart.product(), apart.product());
    drop = apart.drop();
  }

  @AfterAll
  static void close() {
    apart.close();
  }

  @Test
  void whoBuysOfContextsThatAreEachAloneGetsItAndHisMoneyBack() throws Exception {
    try (Shop points = apart.house.only("points", Map.of("member", apart.house.address()));
        Shop shop = apart.with("points", points)) {
      new Purchase(shop, "alone@example.kr").paidAndGivenBack();
    }
  }

  @Nested
  class TheCatalog extends CatalogOnAShop {
    TheCatalog() {
      super(apart, apart.house);
    }
  }

  @Nested
  class TheCatalogAskedByOrder extends CatalogOnAShop {
    TheCatalogAskedByOrder() {
      super(apart, apart.order);
    }
  }

  @Nested
  class TheStock extends StockOnAShop {
    TheStock() {
      super(apart, products, drop, apart.house);
    }
  }

  @Nested
  class TheStockAskedByOrder extends StockOnAShop {
    TheStockAskedByOrder() {
      super(apart, products, drop, apart.order);
    }
  }

  @Nested
  class TheCoupons extends CouponsOnAShop {
    TheCoupons() {
      super(apart, products.getFirst(), apart.coupon);
    }
  }

  @Nested
  class TheCouponsAskedByOrder extends CouponsOnAShop {
    TheCouponsAskedByOrder() {
      super(apart, products.getFirst(), apart.order);
    }
  }

  @Nested
  class TheOrders extends OrdersOnAShop {
    TheOrders() {
      super(apart, drop, apart.order);
    }
  }

  @Nested
  class TheOrdersAskedByPayment extends OrdersOnAShop {
    TheOrdersAskedByPayment() {
      super(apart, drop, apart.payment);
    }
  }
}
