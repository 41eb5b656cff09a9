/** The timetable, stepped by hand and raced on purpose. */
package io.seonchak.platform.schedule;
