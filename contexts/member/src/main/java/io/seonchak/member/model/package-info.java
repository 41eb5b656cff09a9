/**
 * What a member is, in plain Java. What is decided here: which addresses and passwords are taken.
 */
@NullMarked
package io.seonchak.member.model;

import org.jspecify.annotations.NullMarked;
