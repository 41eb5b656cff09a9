/** Fixtures that tests of several modules share. Test scope only. */
@NullMarked
package io.seonchak.testing;

import org.jspecify.annotations.NullMarked;
