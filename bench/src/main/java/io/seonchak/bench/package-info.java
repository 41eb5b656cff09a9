/**
 * Measurements, side by side. What is decided here: nothing; these programs show what the product
 * does beside what others would do, on the same engines, in one run.
 */
@NullMarked
package io.seonchak.bench;

import org.jspecify.annotations.NullMarked;
