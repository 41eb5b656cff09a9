/**
 * The product's look at its own books. What is decided here: that each context checks its own
 * schema and nobody else's, that a check reads and mends nothing, and that what could not be
 * checked is neither a pass nor a finding.
 */
@NullMarked
package io.seonchak.platform.audit;

import org.jspecify.annotations.NullMarked;
