/** The form of what contexts tell each other. What they tell lies in a package of each context. */
@NullMarked
package io.seonchak.contracts;

import org.jspecify.annotations.NullMarked;
