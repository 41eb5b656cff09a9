/** The use cases; transactions live here, and so do the caches. */
@NullMarked
package io.seonchak.catalog.application;

import org.jspecify.annotations.NullMarked;
