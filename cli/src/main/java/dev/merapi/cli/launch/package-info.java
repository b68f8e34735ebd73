/** What the {@code ./merapi} script does once, when it has built. */
package dev.merapi.cli.launch;
