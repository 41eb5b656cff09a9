/** The points' steps on a real database, without Spring and Kafka. */
package io.seonchak.points;
