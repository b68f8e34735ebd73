/**
 * The operators, one file each: a record of attributes with its {@code spec}, {@code forward} and gradients side by side.
 * To add one: its file here, one line in the vocabulary ({@link dev.merapi.tensor.Functions} and its siblings), one row in
 * the table of operator cases in {@code tests/}.
 */
package dev.merapi.tensor.op;
