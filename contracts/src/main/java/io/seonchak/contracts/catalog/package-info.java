/** What the catalog tells other contexts. */
@NullMarked
package io.seonchak.contracts.catalog;

import org.jspecify.annotations.NullMarked;
