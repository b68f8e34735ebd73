/** Architectures by name, each a record of layers whose {@code forward} reads like its figure. */
package dev.merapi.models.zoo;
