/**
 * What members and operators do. What is decided here: what it takes to sign up, to log in, to
 * change and to leave, and that neither words nor work tell a stranger who has an account.
 */
@NullMarked
package io.seonchak.member.application;

import org.jspecify.annotations.NullMarked;
