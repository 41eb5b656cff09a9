/**
 * Payments over HTTP. What is decided here: what a member, the gateway and an operator are told.
 */
@NullMarked
package io.seonchak.payment.web;

import org.jspecify.annotations.NullMarked;
