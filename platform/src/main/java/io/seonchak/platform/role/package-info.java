/**
 * Which contexts a process hosts. What is decided here: how a role switches its context on, that
 * contexts it calls are reached over HTTP where they are not hosted beside it, and that an unknown
 * role or a missing address stops the start. Nothing but this wiring knows roles.
 */
@NullMarked
package io.seonchak.platform.role;

import org.jspecify.annotations.NullMarked;
