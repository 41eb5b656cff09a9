package io.seonchak.testing;

import static io.seonchak.contracts.catalog.CatalogClient.OFFERS_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.contracts.catalog.CatalogClient.Offer;
import io.seonchak.contracts.catalog.CatalogClient.ProductFacts;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What everybody may rely on who asks the catalog: the provider, its proxy and the fake keep it.
 */
public abstract class CatalogClientContract {

  /** The client that is tried. */
  protected abstract CatalogClient client();

  /** Puts a product into the catalog that {@link #client} asks; what is to be told of it. */
  protected abstract ProductFacts given(String name, long price) throws Exception;

  /** Changes the price of a product that was given. */
  protected abstract void reprice(ProductFacts product, long price) throws Exception;

  /** Takes a product from sale that was given. */
  protected abstract void hide(ProductFacts product) throws Exception;

  /** Lets a member wish for a product that was given. */
  protected abstract void wish(UUID member, ProductFacts product) throws Exception;

  /** For subclasses. */
  protected CatalogClientContract() {}

  @Test
  void whatNobodyPutThereIsEmptyAndNoFault() {
    assertThat(client().product(UUID.randomUUID())).isEmpty();
    assertThat(client().product(new UUID(0, 0))).isEmpty();
  }

  @Test
  void aProductIsToldWholeWhateverItsName() throws Exception {
    ProductFacts plain = given("한정 운동화", 129_000);
    ProductFacts odd = given("「100% \"수제\"」 ☕️ <b>\\ 컵/잔?#", 100);

    assertThat(client().product(plain.productId())).contains(plain);
    assertThat(client().product(odd.productId())).contains(odd);
  }

  @Test
  void aNewPriceIsToldTheNextTime() throws Exception {
    ProductFacts before = given("머그컵", 18_000);
    reprice(before, 17_000);

    assertThat(client().product(before.productId()))
        .contains(new ProductFacts(before.productId(), before.seller(), before.name(), 17_000));
  }

  @Test
  void whatDoesNotExistIsNotOffered() throws Exception {
    ProductFacts there = given("양말", 5_000);

    assertThat(client().offers(List.of(UUID.randomUUID()))).isEmpty();
    assertThat(client().offers(List.of(UUID.randomUUID(), there.productId())))
        .extracting(Offer::productId)
        .containsExactly(there.productId());
  }

  @Test
  void moreThanMayBeAskedForAtOnceIsRefused() {
    List<UUID> many = Stream.generate(UUID::randomUUID).limit(OFFERS_MAX + 1).toList();

    assertThatThrownBy(() -> client().offers(many)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void anOfferSaysWhatIsCountedAndWhatItCostsNow() throws Exception {
    ProductFacts product = given("모자", 20_000);
    reprice(product, 15_000);

    assertThat(client().offers(List.of(product.productId())))
        .containsExactly(
            new Offer(
                product.productId(),
                product.seller(),
                product.name(),
                true,
                15_000,
                List.of(product.productId())));
  }

  @Test
  void whatIsHiddenIsToldAndIsNotOnSale() throws Exception {
    ProductFacts product = given("장갑", 20_000);
    hide(product);

    assertThat(client().offers(List.of(product.productId())))
        .extracting(Offer::onSale)
        .containsExactly(false);
  }

  @Test
  void wishesAreTheMembersOwnTheLatestFirst() throws Exception {
    ProductFacts first = given("책", 10_000);
    ProductFacts second = given("펜", 1_000);
    UUID member = UUID.randomUUID();
    wish(member, first);
    wish(member, second);

    assertThat(client().wishlist(member)).containsExactly(second.productId(), first.productId());
    assertThat(client().wishlist(UUID.randomUUID())).isEmpty();
  }
}
