/** The catalog's tables; SQL stands only here. */
@NullMarked
package io.seonchak.catalog.store;

import org.jspecify.annotations.NullMarked;
