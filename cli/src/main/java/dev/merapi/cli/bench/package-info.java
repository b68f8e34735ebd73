/** Timing, with the method and the output of {@code shared/peers}. */
package dev.merapi.cli.bench;
