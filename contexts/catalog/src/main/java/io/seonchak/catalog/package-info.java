/** What is sold and at what price. Flat while it is small. */
@NullMarked
package io.seonchak.catalog;

import org.jspecify.annotations.NullMarked;
