/** The order context on a real database, stepped by hand, beside fakes of those it asks. */
@NullMarked
package io.seonchak.order;

import org.jspecify.annotations.NullMarked;
