/** JMH: one benchmark per kernel family, on the kernels themselves, and one on what tensors and autograd add. */
package dev.merapi.bench;
