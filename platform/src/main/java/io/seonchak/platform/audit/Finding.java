package io.seonchak.platform.audit;

/**
 * Something that is not as it must be. Names things by their ids; it stands in logs.
 *
 * @param where the row or thing
 * @param what what was found there, and what was expected
 * @param suggestion what somebody may do about it
 */
public record Finding(String where, String what, String suggestion) {}
