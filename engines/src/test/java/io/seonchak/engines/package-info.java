/** Real engines, killed and started again. */
package io.seonchak.engines;
