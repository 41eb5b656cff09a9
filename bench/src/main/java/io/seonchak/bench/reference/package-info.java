/**
 * What others build for the same task, each as well as its idea allows, behind the product's HTTP
 * stack and on its engines.
 */
@NullMarked
package io.seonchak.bench.reference;

import org.jspecify.annotations.NullMarked;
