/**
 * Kernels over raw memory (segment, element offset, sizes, strides: BLAS's vocabulary) and the threads that run them.
 *
 * <p>One interface per kernel family, two implementations each: {@code vector} (Vector API) and {@code scalar} (plain
 * loops). Both give the same bits at every vector width and thread count: they use only IEEE add, subtract, multiply,
 * divide, square root and fma, in one canonical order that the interface states. {@link dev.merapi.simd.Kernels} chooses
 * one of them, once. Kernels are blind: no tensors, no shape logic, no allocation in the hot path; they {@code assert},
 * callers check. All offsets, strides and counts are in elements, never in bytes.
 *
 * <p>A CBLAS library may take over the matrix products, and the promise of the same bits ends: {@link
 * dev.merapi.simd.Blas}.
 */
package dev.merapi.simd;
