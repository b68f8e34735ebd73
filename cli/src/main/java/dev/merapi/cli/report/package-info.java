/** The report of a run: one page of HTML that needs nothing else, no network and no script. */
package dev.merapi.cli.report;
