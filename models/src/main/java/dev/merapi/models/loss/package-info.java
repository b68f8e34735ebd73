/**
 * Losses: functions from a model's output and the targets to a scalar, the mean over the batch. Those of classifiers take
 * logits, the scores before softmax or sigmoid, which is both faster and exact where probabilities would round to 0.
 */
package dev.merapi.models.loss;
