/** The cache of the house, raced and robbed of its Redis on purpose. */
package io.seonchak.platform.cache;
