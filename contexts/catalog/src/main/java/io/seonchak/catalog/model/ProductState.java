package io.seonchak.catalog.model;

/** Who may see a product. The names stand in answers and tables. */
public enum ProductState {
  /** Not offered yet: its seller and operators see it. */
  DRAFT,
  /** Everybody sees it. */
  ON_SALE,
  /** Not offered any more: its seller and operators see it. */
  HIDDEN
}
