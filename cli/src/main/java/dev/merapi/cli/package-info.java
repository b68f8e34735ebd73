/**
 * The {@code merapi} command: {@link dev.merapi.cli.Main} and a class for each subcommand. Exit codes: 0 all is well, 1 it
 * failed, 2 it was called wrongly; a user's mistake gets one sentence on standard error, never a stack trace.
 */
package dev.merapi.cli;
