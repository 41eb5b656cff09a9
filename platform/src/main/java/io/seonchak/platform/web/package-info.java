/** What every HTTP request passes. What is decided here: sizes, strict JSON, headers, trace ids. */
@NullMarked
package io.seonchak.platform.web;

import org.jspecify.annotations.NullMarked;
