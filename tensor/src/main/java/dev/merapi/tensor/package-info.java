/**
 * Tensors: values of a {@link dev.merapi.tensor.DType} and a {@link dev.merapi.tensor.Shape} over off-heap memory.
 *
 * <p>{@link dev.merapi.tensor.Tensor} is one final class. What it can do is written down by theme, one interface each
 * ({@link dev.merapi.tensor.Arithmetic}, {@link dev.merapi.tensor.Reductions}, {@link dev.merapi.tensor.Views}, ...),
 * and every method there is one line: it applies an operator from {@link dev.merapi.tensor.op}.
 */
package dev.merapi.tensor;
