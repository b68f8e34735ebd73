/**
 * Reverse-mode automatic differentiation. {@link dev.merapi.autograd.Autograd#valueAndGrad} runs a function under a
 * {@link dev.merapi.autograd.Tape}, walks the tape back and returns {@link dev.merapi.autograd.Gradients}: a value, not a
 * field of each parameter, so there is nothing to zero, threads share weights without locks, and the order of every sum is
 * fixed. Higher orders come by nesting.
 */
package dev.merapi.autograd;
