/** The executable: the table of contents, and what must run before and after it. */
@NullMarked
package io.seonchak.app;

import org.jspecify.annotations.NullMarked;
