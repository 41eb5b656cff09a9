/** What can be tested without the application; what people see is tested on the running one. */
package io.seonchak.stock;
