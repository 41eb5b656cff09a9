/** Tests of what no running process shows by itself. */
@NullMarked
package io.seonchak.platform.remote;

import org.jspecify.annotations.NullMarked;
