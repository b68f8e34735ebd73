/**
 * The conformance kit: a table of operator cases ({@link dev.merapi.tests.OperatorCases}), what they are compared with
 * (naive loops over {@link dev.merapi.tests.Array}s), generators, and the {@link dev.merapi.tests.Laws} that a row buys.
 */
package dev.merapi.tests;
