/** What the rounds over payments have in common. */
@org.jspecify.annotations.NullMarked
package io.seonchak.payment.application;
