/** Members over HTTP. What is decided here: which fields are taken, and in what form. */
@NullMarked
package io.seonchak.member.web;

import org.jspecify.annotations.NullMarked;
