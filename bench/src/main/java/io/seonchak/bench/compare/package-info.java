/** The reference designs and the product, side by side, in one run. */
@NullMarked
package io.seonchak.bench.compare;

import org.jspecify.annotations.NullMarked;
