/** Tests on a real PostgreSQL. */
package io.seonchak.claims.verify;
