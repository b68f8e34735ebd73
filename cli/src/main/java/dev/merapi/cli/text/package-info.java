/** Figures and tables as plain text. */
package dev.merapi.cli.text;
