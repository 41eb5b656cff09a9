/** Journeys and bad input against the running application, on a real PostgreSQL. */
package io.seonchak.e2e;
