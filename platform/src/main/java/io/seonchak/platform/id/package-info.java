/** Ids that sort by the moment they were made. */
@NullMarked
package io.seonchak.platform.id;

import org.jspecify.annotations.NullMarked;
