/** The simulator over real HTTP and a real PostgreSQL, held to what is known of the gateway. */
@NullMarked
package io.seonchak.tosssimulator;

import org.jspecify.annotations.NullMarked;
