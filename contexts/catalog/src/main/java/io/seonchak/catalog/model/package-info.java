/** What is sold and what it costs. Plain Java: nothing here asks a clock or a database. */
@NullMarked
package io.seonchak.catalog.model;

import org.jspecify.annotations.NullMarked;
