/** Attempts, refunds and cards as they are talked about; no SQL, no HTTP. */
@NullMarked
package io.seonchak.payment.model;

import org.jspecify.annotations.NullMarked;
