/**
 * Losses: functions from a model's output and the targets to a scalar, the mean over the batch. Those of classifiers take
 * logits, the scores before softmax or sigmoid, which is both faster and exact where probabilities would round to 0. Each
 * says how it puts the samples' costs together ({@link dev.merapi.models.loss.Reduction}) and what its mean divides by
 * ({@link dev.merapi.models.loss.Loss#denominator}).
 */
package dev.merapi.models.loss;
