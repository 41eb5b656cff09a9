/** Provers are tried on something that is broken. */
package io.seonchak.testing;
