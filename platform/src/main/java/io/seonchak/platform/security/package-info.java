/**
 * Who asks. What is decided here: how a token or a ticket is checked, and that whatever is not
 * allowed is denied.
 */
@NullMarked
package io.seonchak.platform.security;

import org.jspecify.annotations.NullMarked;
