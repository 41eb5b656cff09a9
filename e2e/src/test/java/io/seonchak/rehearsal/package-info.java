/** The rehearsal's sealed instance, crowd and checker, opened for the fault table. */
@org.jspecify.annotations.NullMarked
package io.seonchak.rehearsal;
