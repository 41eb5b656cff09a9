/** The catalog over HTTP, for everybody and for other contexts. */
@NullMarked
package io.seonchak.catalog.web;

import org.jspecify.annotations.NullMarked;
