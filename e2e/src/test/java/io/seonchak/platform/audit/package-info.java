@org.jspecify.annotations.NullMarked
package io.seonchak.platform.audit;
