/**
 * Who someone is. What is decided here: who may sign up, that an address is his who reads its mail,
 * who holds which role, and which tokens still count.
 */
@NullMarked
package io.seonchak.member;

import org.jspecify.annotations.NullMarked;
