/** What can be tested without a database; the rest is tested on the running application. */
package io.seonchak.member.model;
