/**
 * What members do with orders, and what orders hear. What is decided here: what is asked of other
 * contexts before a transaction, and what is done in it.
 */
@NullMarked
package io.seonchak.order.application;

import org.jspecify.annotations.NullMarked;
