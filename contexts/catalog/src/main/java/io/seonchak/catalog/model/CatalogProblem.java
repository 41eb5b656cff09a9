package io.seonchak.catalog.model;

import io.seonchak.platform.problem.ProblemCode;

/** Refusals of the catalog. */
public enum CatalogProblem implements ProblemCode {
  /** Changed since it was read. */
  PRECONDITION_FAILED(
      412, "그사이 내용이 바뀌었습니다. 새로 읽고 다시 시도해 주세요.", "It was changed since you read it. Read it again."),
  /** No more discounts for one product. */
  TOO_MANY_DISCOUNTS(409, "이 상품에는 할인을 더 만들 수 없습니다.", "This product can have no more discounts."),
  /** No more products in a wishlist. */
  WISHLIST_FULL(409, "찜 목록이 가득 찼습니다.", "The wishlist is full.");

  private final int status;
  private final String korean;
  private final String english;

  CatalogProblem(int status, String korean, String english) {
    this.status = status;
    this.korean = korean;
    this.english = english;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String korean() {
    return korean;
  }

  @Override
  public String english() {
    return english;
  }
}
