/**
 * Optimizers and learning-rate schedules. An optimizer is a record of constants; its memory is in named slots, which a
 * checkpoint keeps, and a step's arithmetic is elementwise or in a canonical order, so it gives the same bits on any
 * number of threads. Clipping, penalties, accumulation, averages and parameter groups are optimizers around optimizers.
 *
 * <pre>{@code
 * Optimizer optimizer = new ClipNorm(1, ParameterGroups.decayingMatrices(AdamW.of(1e-3)));
 * Schedule schedule = new Warmup(100, new Cosine());
 * }</pre>
 */
package dev.merapi.models.optim;
