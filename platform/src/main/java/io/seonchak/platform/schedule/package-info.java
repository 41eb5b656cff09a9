/**
 * Work that becomes due at an instant, done once in effect however many instances look and
 * whichever of them ends half way. Nothing that people read waits for it: what is open or on sale
 * is evaluated when it is read.
 */
@NullMarked
package io.seonchak.platform.schedule;

import org.jspecify.annotations.NullMarked;
