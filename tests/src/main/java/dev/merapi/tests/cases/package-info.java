/** The rows of the table, by theme; {@link dev.merapi.tests.OperatorCases} joins them. */
package dev.merapi.tests.cases;
