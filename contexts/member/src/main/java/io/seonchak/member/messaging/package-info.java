/** What members are told. What is decided here: a chunk of an import has its effect once. */
@NullMarked
package io.seonchak.member.messaging;

import org.jspecify.annotations.NullMarked;
