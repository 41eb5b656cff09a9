/** What the member context tells other contexts. */
@NullMarked
package io.seonchak.contracts.member;

import org.jspecify.annotations.NullMarked;
