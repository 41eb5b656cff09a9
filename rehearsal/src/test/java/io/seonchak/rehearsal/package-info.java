@org.jspecify.annotations.NullMarked
package io.seonchak.rehearsal;
