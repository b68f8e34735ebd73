/** Metrics: how good a model's answers are, in units that people use. They add up over batches in any order. */
package dev.merapi.models.metric;
