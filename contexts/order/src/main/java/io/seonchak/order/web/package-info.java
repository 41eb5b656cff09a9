/** Orders over HTTP, for members, operators and other contexts. */
@NullMarked
package io.seonchak.order.web;

import org.jspecify.annotations.NullMarked;
