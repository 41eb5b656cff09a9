/**
 * What is done with payments. What is decided here: what follows from each answer of the gateway,
 * and when it is asked again. Nobody asks the gateway or another context inside a transaction.
 */
@NullMarked
package io.seonchak.payment.application;

import org.jspecify.annotations.NullMarked;
