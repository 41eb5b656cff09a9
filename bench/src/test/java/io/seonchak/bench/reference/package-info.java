@org.jspecify.annotations.NullMarked
package io.seonchak.bench.reference;
