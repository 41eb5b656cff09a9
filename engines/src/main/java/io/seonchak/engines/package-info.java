/**
 * The real engines, started for those who have configured none. What is decided here: where an
 * engine's files lie, how it is started, found again after a crash, and stopped. Plain Java, so the
 * application, the rehearsal, the tests and the benches share it.
 */
@NullMarked
package io.seonchak.engines;

import org.jspecify.annotations.NullMarked;
