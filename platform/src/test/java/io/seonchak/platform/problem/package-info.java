/** What can be tested without the application. */
package io.seonchak.platform.problem;
