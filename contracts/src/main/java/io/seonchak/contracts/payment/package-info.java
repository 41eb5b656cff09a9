/** What the payment context tells others. */
@NullMarked
package io.seonchak.contracts.payment;

import org.jspecify.annotations.NullMarked;
