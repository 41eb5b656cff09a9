/**
 * The OpenAPI document: written from handlers, records and notes; read again to hold answers
 * against it and to make requests from it. How to add an operation is in {@code docs/api.md}.
 */
package io.seonchak.e2e.openapi;
