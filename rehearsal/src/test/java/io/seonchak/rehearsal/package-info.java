/** The checker is checked: seeded defects must each be caught. */
package io.seonchak.rehearsal;
