/**
 * Which contexts a process hosts. What is decided here: how a role switches its context on, and
 * that an unknown role stops the start.
 */
@NullMarked
package io.seonchak.platform.role;

import org.jspecify.annotations.NullMarked;
