/** What only a test does to an engine. */
@org.jspecify.annotations.NullMarked
package io.seonchak.engines;
