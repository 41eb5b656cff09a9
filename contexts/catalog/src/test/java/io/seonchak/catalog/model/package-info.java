/** What the catalog's prices promise. */
package io.seonchak.catalog.model;
