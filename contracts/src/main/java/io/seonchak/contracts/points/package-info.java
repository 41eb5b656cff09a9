/** What the points context tells others. */
@NullMarked
package io.seonchak.contracts.points;

import org.jspecify.annotations.NullMarked;
