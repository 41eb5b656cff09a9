/**
 * Refusals as people and programs get them. What is decided here: the form of every error answer
 * (RFC 9457), its language, and that nothing internal leaves with it.
 */
@NullMarked
package io.seonchak.platform.problem;

import org.jspecify.annotations.NullMarked;
